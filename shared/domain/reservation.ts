/** What a visitor of the web form is told at once, kept so that whoever asks again is told the same. */
export interface Reservation {
  caseNumber: string;
  /** The promised time, epoch milliseconds. */
  dueAt: number;
  receivedAt: number;
  /** The address that its confirmation goes to, as a key; absent: nobody is written to. */
  confirms?: string;
}
