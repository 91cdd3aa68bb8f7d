/** Every screen of the console: its name, its address, and what is on it once it is there. */
export const SCREENS: [screen: string, hash: string, there: RegExp][] = [
  ['the inbox', '/inbox/open', /482-109-379/], ['a case', '/inbox/open/482-109-379', /ORD-2026-55431/], ['a public case', '/inbox/open/264-907-118', /rotem_k/], ['filtered messages', '/quarantine', /גיל שחר/],
  ['figures', '/now', /44/], ['mentions', '/mentions', /guy\.l/], ['alerts', '/alerts', /340/], ['a post', '/post/P1', /@gal/], ['a contact', '/contact/K1', /Noa Levi/], ['channels', '/channels', /care@company\.example/],
  ['canned replies', '/canned', /\/refund/], ['texts', '/templates', /482-109-379/], ['the team', '/team', /יוסי ברק/], ['settings', '/settings', /Asia\/Jerusalem/], ['the replay', '/replay', /timestamp,value/],
];
