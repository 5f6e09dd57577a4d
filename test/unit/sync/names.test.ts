/** Subjects come of the RA’s template, and nothing in an identifier can change their structure. */
import t from 'tap';
import { distinguishedNameText, NameSyntaxError, parseName } from '../../../base/pki/names.js';
import { namesOf } from '../../../sync/reference-ra/ca/subject.js';
import { subjectOf, subjectText } from '../../../sync/subjectTemplate.js';

const jcic =
  'CN={userIdentifier},OU=Joint Credit Information Center,OU=9980000-RA-JCIC,OU=TaiCA Test FXML CA,O=Finance,C=TW';

void t.test('a name in RFC 4514 is read in the order of its encoding', (t) => {
  t.same(parseName('CN=70759028-00-000000000002,OU=9980000-RA-JCIC,O=Finance,C=TW'), [
    { type: 'C', value: 'TW' },
    { type: 'O', value: 'Finance' },
    { type: 'OU', value: '9980000-RA-JCIC' },
    { type: 'CN', value: '70759028-00-000000000002' },
  ]);
  t.same(parseName(String.raw`cn=a\, b\+c\\\"\ ,O=\E8\87\BA\E7\81\A3`), [
    { type: 'O', value: '臺灣' },
    { type: 'CN', value: 'a, b+c\\" ' },
  ]);
  for (const text of [
    'CN=王𪚥明,O=鼎豐\\, 精密,C=TW',
    String.raw`CN=\#1 \<a\>\;b,O=x`,
    'SERIALNUMBER=12,CN=a=b,C=TW',
  ]) {
    t.equal(distinguishedNameText(parseName(text)), text);
  }
  for (const text of ['', 'CN', 'CN=', '=x', 'XX=y', 'CN=a,,C=TW', 'CN=a+OU=b', 'CN=#0401', '2.5.4.3=a']) {
    t.throws(() => parseName(text), NameSyntaxError, text);
  }
  t.end();
});

void t.test('the subject comes of the template; nothing in an identifier is a part of the name', (t) => {
  t.equal(
    subjectText(jcic, '70759028-00-000000000002'),
    'CN=70759028-00-000000000002,OU=Joint Credit Information Center,OU=9980000-RA-JCIC,OU=TaiCA Test FXML CA,O=Finance,C=TW',
  );
  t.same(subjectOf('CN={userIdentifier},C=TW', 'a,O=$&other'), [
    { type: 'C', value: 'TW' },
    { type: 'CN', value: 'a,O=$&other' },
  ]);
  t.end();
});

void t.test('two RAs have no name in common', (t) => {
  const other = 'CN={userIdentifier},OU=Another RA,OU=9990000-RA-EXAMPLE,OU=TaiCA Test FXML CA,O=Finance,C=TW';
  const texts = [jcic, other].flatMap((template) => {
    const { ca, transportCa, escrow } = namesOf(template);
    return [ca, transportCa, escrow].map(distinguishedNameText);
  });
  t.equal(new Set(texts).size, 6);
  t.notMatch(texts.join(), 'userIdentifier');
  t.match(texts[0], /^CN=TaiCA Test FXML CA,OU=Joint/);
  t.end();
});
