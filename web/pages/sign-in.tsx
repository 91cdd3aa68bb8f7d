import { useEffect, useState } from 'react';
import type { SignInFacts } from '../../shared/api-shapes/desk.ts';
import type { Language } from '../../shared/domain/message.ts';
import { ApiFailure, call } from '../api.ts';
import { wordOf } from '../console-context.tsx';
import { draftedCases } from '../drafts.ts';
import { beginSignIn } from '../session.ts';
import { say } from '../text.ts';
import type { Key } from '../text.ts';

interface Props { language: Language; setLanguage: (language: Language) => void; problem: unknown; waiting: boolean; signedIn: boolean; again: () => void }

const keyOf = (problem: unknown): string => (problem instanceof ApiFailure ? problem.key : problem instanceof Error && problem.message === 'signInState' ? 'signInState' : 'ourFault');

/** Before anybody is known. How one signs in is told by the API; a laptop prints an address that carries it. */
export function SignIn({ language, setLanguage, problem, waiting, signedIn, again }: Props) {
  const [facts, setFacts] = useState<SignInFacts | null>();
  const drafts = draftedCases(localStorage).length;
  const t = (key: Key): string => say(language, key);
  useEffect(() => {
    if (signedIn) return;
    call('GET /sign-in.json').then(setFacts, () => setFacts(null));
  }, [signedIn]);
  if (waiting) return <main className="sign-in" aria-busy="true"><p role="status">{t('state.loading')}</p></main>;
  return (
    <main className="sign-in">
      <div className="sign-in-sheet">
        <h1><bdi>{t('app.name')}</bdi></h1>
        <p>{t('signIn.what')}</p>
        {problem ? <p className="problem-line" role="alert">{wordOf(language, 'problem', keyOf(problem))}</p> : null}
        {drafts > 0 ? <p className="quiet">{say(language, 'offline.drafts', { n: drafts })}</p> : null}
        {signedIn ? <button type="button" className="button main" onClick={again}>{t('act.tryAgain')}</button>
          : facts ? <button type="button" className="button main" onClick={() => { void beginSignIn(facts).then((address) => location.assign(address)); }}>{t('act.signIn')}</button>
          : facts === null ? <p className="quiet">{t('signIn.local')}</p> : null}
        <button type="button" className="quiet-button" lang={language === 'he' ? 'en' : 'he'} onClick={() => setLanguage(language === 'he' ? 'en' : 'he')}>{t('app.otherLanguage')}</button>
      </div>
    </main>
  );
}
