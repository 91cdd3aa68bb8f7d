import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

export interface Choice { key: string; label: ReactNode; /** For typing ahead, where the label is no text. */ text?: string; icon?: IconName; chosen?: boolean; /** Says what the next ones are, and cannot be chosen. */ heading?: true; run: () => void }

/** A button with a list of choices. `value`: what is chosen now, where the button shows it: its name says it too. `named`: what stands on it is its name, `label` only explains. `open`: opened from elsewhere, by a shortcut. */
export function Menu({ label, value, named, children, choices, open, onOpenChange, className, align = 'start' }: { label: string; value?: string; named?: boolean; children: ReactNode; choices: Choice[]; open?: boolean; onOpenChange?: (open: boolean) => void; className?: string; align?: 'start' | 'end' }) {
  const name = value ? `${label}: ${value}` : label;
  return (
    <DropdownMenu.Root modal={false} {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <DropdownMenu.Trigger asChild><button type="button" className={className ?? 'button'} {...(named ? {} : { 'aria-label': name })} title={name}>{children}</button></DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector('main')}>
        <DropdownMenu.Content className="menu" align={align} sideOffset={4} collisionPadding={8} aria-label={label}>
          {choices.map(({ key, label: words, text, icon, chosen, run, heading }) => (heading ? <DropdownMenu.Label key={key} className="menu-heading">{words}</DropdownMenu.Label> : (
            <DropdownMenu.Item key={key} className="menu-item" onSelect={run} {...(text ? { textValue: text } : {})}>
              {icon ? <Icon name={icon} size={16} /> : <span className="menu-place" />}
              <span className="menu-words">{words}</span>
              {chosen ? <Icon name="check" size={16} /> : null}
            </DropdownMenu.Item>
          )))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
