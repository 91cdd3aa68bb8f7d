/** What scrolls the messages of a case: their own box, or, on a low screen, the case as a whole. */
export function scrollerOf(element: Element | null): HTMLElement | null {
  const box = element?.closest<HTMLElement>('.thread-scroll') ?? null;
  return box && getComputedStyle(box).overflowY === 'visible' ? box.closest<HTMLElement>('.case-main') : box;
}
