import { Component } from 'react';
import type { ReactNode } from 'react';
import { useConsole } from '../console-context.tsx';
import { Icon } from './icon.tsx';

/** A screen that breaks (or whose file is gone since a new version came) says so; the rest of the console goes on. */
export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useConsole();
  return <div className="problem" role="alert"><Icon name="alert" /><p>{t('problem.brokenScreen')}</p><button type="button" className="button" onClick={() => location.reload()}>{t('act.reload')}</button></div>;
}
