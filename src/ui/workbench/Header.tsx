import { Cpu, Moon, PanelLeft, PanelRight, Redo2, Search, Share2, Sun, Undo2 } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { arrival, editHistory, twinRun, view } from '../../state/stores.ts';
import { isMac, keyText } from '../commands/keys.ts';
import { useCommands, useRun, useView } from '../hooks.ts';
import { Button, IconButton, Segmented, Tooltip, VisuallyHidden } from '../kit/index.ts';
import { switchTheme } from '../theme.ts';
import { ExperimentMenu } from './ExperimentMenu.tsx';
import { layout } from './layout.ts';
import { Logo } from './Logo.tsx';
import { SaveMenu } from './parts.tsx';
import { toggleInspector, toggleLesson } from './panels.ts';
import { Slot } from './Slot.tsx';
import styles from './header.module.css';

const text = (key: string): string => keyText(key, isMac());

/** Where one is, which of the two runs is shown, and what can be done to the document. */
export function Header() {
  const width = useStore(layout, (state) => state.width);
  const isOpen = useStore(arrival, ({ kind }) => kind === 'open');
  const { copyLink } = useCommands();
  const isNarrow = width === 'narrow';
  return (
    <header className={styles.header}>
      <PageTitle open={isOpen} />
      <a className={styles.logo} href="#/" aria-label="Faultline, all patterns">
        <Logo />
        {!isNarrow && <span>Faultline</span>}
      </a>
      <Breadcrumb open={isOpen} />
      {isOpen && <OnOff />}
      <div className={styles.tools}>
        {isOpen && <Workers />}
        {isOpen && !isNarrow && <PanelToggles />}
        {isOpen && <History />}
        <PaletteButton narrow={isNarrow} />
        {!isNarrow && <ThemeButton />}
        {isOpen && !isNarrow && (
          <Slot name="The menu to save and open">
            <SaveMenu />
          </Slot>
        )}
        {isNarrow ? (
          <IconButton
            label="Copy link"
            shortcut={text('Mod+Shift+C')}
            disabled={!isOpen}
            onClick={() => void copyLink()}
          >
            <Share2 size={17} aria-hidden />
          </IconButton>
        ) : (
          <Button variant="primary" disabled={!isOpen} onClick={() => void copyLink()}>
            Copy link
          </Button>
        )}
      </div>
    </header>
  );
}

/** For those who hear the page: what it is about, whichever panels are open. Reading begins there. */
function PageTitle({ open }: { readonly open: boolean }) {
  const title = useRun((run) => run.pattern?.meta.title);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (open && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [open]);
  return (
    <VisuallyHidden>
      <h1 ref={heading} tabIndex={-1}>
        {title ?? 'Faultline'}
      </h1>
    </VisuallyHidden>
  );
}

function Breadcrumb({ open }: { readonly open: boolean }) {
  const title = useRun((run) => (open ? run.pattern?.meta.title : undefined));
  return (
    <nav className={styles.crumbs} aria-label="You are here">
      <a href="#/">Patterns</a>
      {title && (
        <>
          <span aria-hidden>/</span>
          <b>{title}</b>
          <span aria-hidden>/</span>
          <ExperimentMenu />
        </>
      )}
    </nav>
  );
}

/** Without, with, and both under one cursor: the pattern's own words. */
function OnOff() {
  const labels = useRun((run) => run.pattern?.switchLabels);
  const on = useRun((run) => run.scenario?.on ?? true);
  const compare = useView((state) => state.compare);
  const { setOn, setCompare } = useCommands();
  const choose = (value: 'off' | 'on' | 'both') => {
    setCompare(value === 'both');
    if (value !== 'both') setOn(value === 'on');
  };
  return (
    <Segmented
      label="Pattern off or on"
      className={styles.onOff}
      value={compare ? 'both' : on ? 'on' : 'off'}
      options={[
        { value: 'off', label: labels?.off ?? 'Without' },
        { value: 'on', label: labels?.on ?? 'With' },
        { value: 'both', label: 'Side by side' },
      ]}
      onChange={choose}
    />
  );
}

function PaletteButton({ narrow }: { readonly narrow: boolean }) {
  const open = () => view.setState({ openDialog: 'palette' });
  const keys = text('Mod+K');
  if (narrow)
    return (
      <IconButton label="Command palette" onClick={open}>
        <Search size={17} aria-hidden />
      </IconButton>
    );
  return (
    <Tooltip text="Command palette: everything that can be done">
      <Button
        size="small"
        className={styles.palette}
        aria-label={`Command palette, ${keys}`}
        icon={<Search size={14} aria-hidden />}
        onClick={open}
      >
        {keys}
      </Button>
    </Tooltip>
  );
}

function PanelToggles() {
  const panels = useView((state) => state.panels);
  const { width, drawer } = useStore(layout);
  return (
    <>
      <IconButton
        label="Lesson"
        shortcut="L"
        pressed={width === 'medium' ? drawer : panels.lesson}
        onClick={toggleLesson}
      >
        <PanelLeft size={17} aria-hidden />
      </IconButton>
      <IconButton label="Inspector" pressed={panels.inspector} onClick={toggleInspector}>
        <PanelRight size={17} aria-hidden />
      </IconButton>
      <span className={styles.rule} aria-hidden />
    </>
  );
}

function History() {
  const canUndo = useStore(editHistory, ({ past }) => past.length > 0);
  const canRedo = useStore(editHistory, ({ future }) => future.length > 0);
  const { undo, redo } = useCommands();
  return (
    <>
      <IconButton label="Undo" shortcut={text('Mod+Z')} disabled={!canUndo} onClick={undo}>
        <Undo2 size={17} aria-hidden />
      </IconButton>
      <IconButton label="Redo" shortcut={text('Mod+Shift+Z')} disabled={!canRedo} onClick={redo}>
        <Redo2 size={17} aria-hidden />
      </IconButton>
    </>
  );
}

/** What the browser's own tools show as well: one Worker a node that is alive. */
function Workers() {
  const mine = useRun((run) => run.workers);
  const beside = useStore(twinRun, (run) => run.workers);
  const compare = useView((state) => state.compare);
  const count = mine.length + (compare ? beside.length : 0);
  if (count === 0) return null;
  const names = mine.join(', ');
  return (
    <Tooltip text={`One Worker for each node that is up: ${names}${compare ? ', and those of the other run' : ''}.`}>
      <button type="button" className={styles.workers}>
        <Cpu size={15} aria-hidden />
        {count}
        <span>{count === 1 ? 'Worker' : 'Workers'}</span>
      </button>
    </Tooltip>
  );
}

const onThemeChange = (changed: () => void): (() => void) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
};

function ThemeButton() {
  const dark = useSyncExternalStore(onThemeChange, () => document.documentElement.dataset['theme'] === 'dark');
  return (
    <IconButton label={dark ? 'Light theme' : 'Dark theme'} shortcut="T" onClick={switchTheme}>
      {dark ? <Sun size={17} aria-hidden /> : <Moon size={17} aria-hidden />}
    </IconButton>
  );
}
