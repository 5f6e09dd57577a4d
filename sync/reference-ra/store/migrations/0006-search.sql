-- What a subscriber is looked for by, beside the id and the user identifier.
CREATE INDEX registration_by_subscriber ON registration (subscriber_id);
CREATE INDEX registration_by_name ON registration (name);
