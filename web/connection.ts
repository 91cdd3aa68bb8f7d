const listeners = new Set<() => void>();
let reached = true;

/** Whether the server answered last time. What is typed is kept here meanwhile, and goes on when it answers again. */
export const connection = {
  isUp: (): boolean => reached,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  tell: (answered: boolean): void => {
    if (answered === reached) return;
    reached = answered;
    for (const listener of listeners) listener();
  },
};
