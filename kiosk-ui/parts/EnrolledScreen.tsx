/** What a screen shows: its page when it is enrolled, else one page that says that it is not. */
import { useEffect, useState, type ReactNode } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { notEnrolledEvent } from '../api/events.js';
import { Refused } from '../api/client.js';
import { enrol } from '../api/screen.js';
import { loadKey } from '../api/screenKey.js';
import { enrolmentWords as words } from '../words/enrolment.js';

/** Crockford's base 32, as the codes are written. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 10;

/** A code in the address, as a maintainer's shell or the demo opens it. */
function codeInAddress(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('enrol');
  if (code !== null) history.replaceState(null, '', location.pathname);
  return code;
}

/** @param children the page of a screen that is enrolled */
export function EnrolledScreen({ children }: { readonly children: ReactNode }) {
  const [enrolled, setEnrolled] = useState<boolean | null>(null);
  useEffect(() => {
    const withdrawn = () => setEnrolled(false);
    window.addEventListener(notEnrolledEvent, withdrawn);
    const look = async () => {
      const code = codeInAddress();
      // One that was used already is of no matter where a key is there.
      if (code !== null) await enrolHere(code).catch(() => undefined);
      setEnrolled((await loadKey()) !== null);
    };
    look().catch(() => setEnrolled(false));
    return () => window.removeEventListener(notEnrolledEvent, withdrawn);
  }, []);
  if (enrolled === null) return null;
  return enrolled ? children : <EnrolmentForm onEnrolled={() => setEnrolled(true)} />;
}

/** Goes to the page that the screen was enrolled for, where that is another one. */
async function enrolHere(code: string): Promise<void> {
  const place = await enrol(code);
  const isKiosk = location.pathname === '/kiosk';
  if ((place === 'kiosk') !== isKiosk) location.replace(`/${place}`);
}

function EnrolmentForm({ onEnrolled }: { readonly onEnrolled: () => void }) {
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<keyof typeof words | null>(null);
  const submit = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await enrolHere(code);
      onEnrolled();
    } catch (error) {
      setProblem(error instanceof Refused ? 'refused' : 'unanswered');
    } finally {
      setBusy(false);
    }
  };
  const type = (sign: string) => setCode((typed) => (typed + sign).slice(0, 2 * codeLength));
  return (
    <main className="enrolment">
      <h1>
        <Both of="title" />
      </h1>
      <p>
        <Both of="explain" />
      </p>
      <Form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && code !== '') void submit();
        }}
      >
        <TextField value={code} onChange={setCode} className="enrolment-code">
          <Label>
            <Both of="code" />
          </Label>
          <Input spellCheck="false" autoCapitalize="characters" />
        </TextField>
        <div className="enrolment-keys">
          {signs.split('').map((sign) => (
            <Button key={sign} className="button" onPress={() => type(sign)}>
              {sign}
            </Button>
          ))}
          <Button className="button" onPress={() => setCode((typed) => typed.slice(0, -1))}>
            <Both of="remove" />
          </Button>
        </div>
        <p role="status" className="enrolment-problem">
          {problem !== null && <Both of={problem} />}
        </p>
        <Button className="button primary" type="submit" isDisabled={busy || code === ''}>
          <Both of="enrol" />
        </Button>
      </Form>
    </main>
  );
}

function Both({ of }: { readonly of: keyof typeof words }) {
  return (
    <>
      <span lang="zh-TW">{words[of]['zh-TW']}</span> <span lang="en">{words[of].en}</span>
    </>
  );
}
