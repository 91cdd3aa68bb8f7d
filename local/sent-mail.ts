import type { DatabaseSync } from 'node:sqlite';

/** A mail that the product handed over, as it would have left SES. */
export interface SentMail {
  id: string;
  from: string;
  to: string[];
  tags: Record<string, string>;
  configurationSet: string | null;
  at: string;
  raw: Buffer;
}

export interface SentMails {
  /** Part of the caller's transaction. */
  add(mail: SentMail): void;
  /** Oldest first. */
  all(): SentMail[];
  find(id: string): SentMail | undefined;
  count(): number;
}

interface Row { id: string; source: string; recipients: string; tags: string; configuration_set: string | null; at: string; raw: Uint8Array }

const mailOf = (row: Row): SentMail => ({
  id: row.id,
  from: row.source,
  to: JSON.parse(row.recipients) as string[],
  tags: JSON.parse(row.tags) as Record<string, string>,
  configurationSet: row.configuration_set,
  at: row.at,
  raw: Buffer.from(row.raw),
});

/** Keeps sent mail beside the queues, so that a mail and the events about it become durable in one step. */
export function sentMails(database: DatabaseSync): SentMails {
  database.exec(`CREATE TABLE IF NOT EXISTS ses_sent (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, recipients TEXT NOT NULL, tags TEXT NOT NULL,
    configuration_set TEXT, at TEXT NOT NULL, raw BLOB NOT NULL)`);
  const insert = database.prepare('INSERT INTO ses_sent VALUES (?, ?, ?, ?, ?, ?, ?)');
  const everything = database.prepare('SELECT * FROM ses_sent ORDER BY rowid');
  const one = database.prepare('SELECT * FROM ses_sent WHERE id = ?');
  const counting = database.prepare('SELECT COUNT(*) AS count FROM ses_sent');
  return {
    add: (mail) => {
      insert.run(mail.id, mail.from, JSON.stringify(mail.to), JSON.stringify(mail.tags), mail.configurationSet, mail.at, mail.raw);
    },
    all: () => (everything.all() as unknown as Row[]).map(mailOf),
    find: (id) => {
      const row = one.get(id) as unknown as Row | undefined;
      return row && mailOf(row);
    },
    count: () => (counting.get() as { count: number }).count,
  };
}
