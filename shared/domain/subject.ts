// Controls and line ends part words; what nobody sees, and what turns text round, parts nothing.
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const UNSEEN = /[\p{Cf}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0\p{Variation_Selector}]+/gu;

// Reply and forward marks of mail programs, in their users' languages.
const MARKS = [
  're', 'aw', 'sv', 'vs', 'antw', 'antwort', 'ynt', 'odp', 'res', 'rif', 'bls', 'vá', 'atb', 'fw', 'fwd', 'wg', 'tr', 'rv', 'enc', 'vb', 'doorst',
  'תגובה', 'תשובה', 'השב', 'הועבר', 'העבר', 'מועבר', 'отв', 'ответ', 'пересл', 'رد', 'إعادة توجيه', 'απ', 'σχετ', 'πρθ', '回复', '回覆', '答复', '转发', '轉寄', '返信', '転送',
];
const MARK = new RegExp(`^\\s*(?:${MARKS.join('|')})\\s?(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\)|\\^\\d{1,3})?\\s?[:：]\\s*`, 'iu');
const OWN_NUMBER = /\s*\[\d{3}-\d{3}-\d{3}\]/g;

/** A text as one visible line: no controls, nothing invisible, single spaces. */
export function oneLine(text: string): string {
  return text.replace(CONTROLS, ' ').replace(UNSEEN, '').replace(/\s+/gu, ' ').trim();
}

/** Cut at so many characters (whole code points, with an ellipsis). */
export function clip(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('').trimEnd()}…`;
}

/** What a subject says, without its reply marks, however often they were piled up, and without our own case numbers. */
export function bareSubject(subject: string): string {
  let bare = oneLine(subject.slice(0, 2_000)).replace(OWN_NUMBER, '').trim();
  for (let shorter = bare.replace(MARK, ''); shorter !== bare; shorter = bare.replace(MARK, '')) bare = shorter;
  return bare;
}
