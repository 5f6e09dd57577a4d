-- The RAs that a member of staff works for: ids separated by blanks; NULL: all, as it was for every account before.
ALTER TABLE operator ADD COLUMN ra_ids TEXT;
