import type { Notice } from '../../shared/domain/health.ts';
import type { Notices } from '../../shared/ports/notices.ts';

/** What platforms told us by themselves, in memory. */
export class MemoryNotices implements Notices {
  readonly kept = new Map<string, Notice>();

  async open(channel: string): Promise<Notice[]> {
    return structuredClone([...this.kept.values()].filter((notice) => notice.channel === channel && notice.doneAt === undefined));
  }

  async find(id: string): Promise<Notice | undefined> {
    return structuredClone(this.kept.get(id));
  }

  async keep(notice: Notice): Promise<Notice> {
    if (!this.kept.has(notice.id)) this.kept.set(notice.id, structuredClone(notice));
    return structuredClone(this.kept.get(notice.id)!);
  }

  async settle(id: string, at: number): Promise<boolean> {
    const notice = this.kept.get(id);
    if (!notice) return false;
    notice.doneAt ??= at;
    delete notice.finding.values['person'];
    return true;
  }
}
