import { useConsole } from '../console-context.tsx';
import { csvOf } from '../../shared/domain/csv.ts';
import { download } from '../download.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { CaseNumber } from './said.tsx';

/** A figure's name and the cases behind it. */
export interface Shown { title: string; cases: string[]; /** There are so many more that are not listed. */ more?: number }

/** The cases behind a figure, to open or to take away as a table. */
export function Behind({ title, cases, more = 0, onClose }: Shown & { onClose: () => void }) {
  const { t } = useConsole();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        <p className="quiet">{t('list.cases', { n: cases.length })}{more > 0 ? ` · ${t('period.more', { n: more })}` : ''}</p>
        <ul className="choices">{cases.map((one) => <li key={one}><a className="choice" href={`#/inbox/open/${one}`} onClick={onClose}><CaseNumber>{one}</CaseNumber></a></li>)}</ul>
        {cases.length > 0 ? <div className="dialog-acts"><button type="button" className="button" onClick={() => download(csvOf([[title], ...cases.map((one) => [one])]), 'moked-cases.csv', 'text/csv')}><Icon name="download" size={15} />{t('act.export')}</button></div> : null}
      </div>
    </Dialog>
  );
}
