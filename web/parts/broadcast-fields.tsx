import { useState } from 'react';
import type { AnswersPreview } from '../../shared/api-shapes/desk.ts';
import type { BroadcastTexts, LinkedCase } from '../../shared/api-shapes/incidents.ts';
import type { Language } from '../../shared/domain/message.ts';
import { call } from '../api.ts';
import { inSlices, joinedPreviews } from '../slices.ts';
import { useConsole } from '../console-context.tsx';
import { Editor } from './editor.tsx';
import { AnswersPlan } from './answers-plan.tsx';
import { useProblemText } from './states.tsx';

const LANGUAGES: Language[] = ['he', 'en'];

/** What is written of a text, by language; what is blank is not written. */
export const textsOf = (texts: BroadcastTexts): BroadcastTexts => Object.fromEntries(LANGUAGES.flatMap((language) => (texts[language]?.trim() ? [[language, texts[language]]] : [])));

/** Looks whom a text reaches, some at a time, however many there are. */
export function usePreview(id: string, cases: Pick<LinkedCase, 'number'>[]) {
  const [preview, setPreview] = useState<AnswersPreview>();
  const [wrong, setWrong] = useState('');
  const problem = useProblemText();
  const look = async (texts: BroadcastTexts): Promise<void> => {
    setWrong('');
    try {
      const parts = await inSlices(cases.map(({ number }) => number), async (numbers) => call('POST /incidents/:id/broadcast/preview', { path: { id }, body: { numbers, texts: textsOf(texts) } }));
      setPreview(joinedPreviews(parts));
    } catch (error) {
      setWrong(problem(error));
    }
  };
  const total = preview?.going.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return { preview, total, wrong, look, forget: () => setPreview(undefined) };
}

/** The languages in which the customers of these cases write. */
export const languagesOf = (cases: Pick<LinkedCase, 'language'>[]): Language[] => LANGUAGES.filter((language) => cases.some((one) => one.language === language));

/** One text for each language that the cases' customers write in, and whom it reaches. */
export function BroadcastFields({ languages, texts, onChange, found }: { languages: Language[]; texts: BroadcastTexts; onChange: (texts: BroadcastTexts) => void; found: Pick<ReturnType<typeof usePreview>, 'preview' | 'wrong'> }) {
  const { t } = useConsole();
  return (
    <>
      {languages.map((language) => (
        <Editor key={language} value={texts[language] ?? ''} onChange={(next) => onChange({ ...texts, [language]: next })} label={t(language === 'he' ? 'incident.textHe' : 'incident.textEn')} placeholder={t(language === 'he' ? 'incident.textHe' : 'incident.textEn')} fallback={language === 'he' ? 'rtl' : 'ltr'} handle={null} className="framed" />
      ))}
      {found.preview ? <AnswersPlan preview={found.preview} /> : null}
      {found.wrong ? <p className="problem-line" role="alert">{found.wrong}</p> : null}
    </>
  );
}
