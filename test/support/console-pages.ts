/** Every screen of the console: its name, its address, and what is on it once it is there. */
export const SCREENS: [screen: string, hash: string, there: RegExp][] = [
  ['the inbox', '/inbox/open', /482-109-379/], ['a case', '/inbox/open/482-109-379', /ORD-2026-55431/], ['a public case', '/inbox/open/264-907-118', /rotem_k/], ['filtered messages', '/quarantine', /גיל שחר/],
  ['figures', '/now', /44/], ['mentions', '/mentions', /guy\.l/], ['alerts', '/alerts', /340/], ['a post', '/post/P1', /@gal/], ['what waits for approval', '/approvals', /rotem_k/], ['a contact', '/contact/K1', /Noa Levi/], ['channels', '/channels', /care@company\.example/],
  ['canned replies', '/canned', /\/refund/], ['texts', '/templates', /482-109-379/], ['the team', '/team', /יוסי ברק/], ['settings', '/settings', /Asia\/Jerusalem/], ['since I left', '/since', /Daniel Amsalem/], ['before closing', '/closing', /054-5550199/], ['a saved view', '/view/v1', /482-109-379/], ['a filtered list', '/filter/queue%3Dopen%26priority%3Dhigh', /Daniel Amsalem/], ['an alert that a link asks about', '/alerts/A1/mute', /340/], ['the replay', '/replay', /timestamp,value/],
];
