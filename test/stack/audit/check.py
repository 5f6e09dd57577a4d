"""Checks an export of the audit log (JSON, standard input) without any code of the gateway, as docs/audit-log.md describes it."""
import hashlib, json, sys

log = json.load(sys.stdin)
problems, before = [], None
for row in log["entries"]:
    fields = [row[name] for name in ("seq", "at", "actor", "action", "subject", "facts", "previousHash")]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    if hashlib.sha256(text.encode()).hexdigest() != row["hash"]:
        problems.append(f"row {row['seq']} does not have its hash")
    if before is not None and before["seq"] + 1 == row["seq"] and before["hash"] != row["previousHash"]:
        problems.append(f"row {row['seq']} does not follow row {before['seq']}")
    before = row
rows = log["entries"]
ends = [(r["seq"], r["hash"]) for r in (rows[0], rows[-1])]
said = [(log["exported"][end]["seq"], log["exported"][end]["hash"]) for end in ("first", "last")]
if ends != said or log["exported"]["count"] != len(rows):
    problems.append("the export is not whole")
if rows[-1]["seq"] == log["head"]["seq"] and rows[-1]["hash"] != log["head"]["hash"]:
    problems.append("the last row is not the head")
print(json.dumps({"rows": len(rows), "problems": problems}))
