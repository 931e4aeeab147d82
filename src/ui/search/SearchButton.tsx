import { Radar } from 'lucide-react';
import { Popover } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { PopoverContent, Tooltip } from '../kit/index.ts';
import { search, showSearch } from './search.ts';
import styles from './search.module.css';

const SearchPanel = lazy(async () => ({ default: (await import('./SearchPanel.tsx')).SearchPanel }));

/** Beside what must hold: looks for faults that break it. */
export function SearchButton() {
  const open = useStore(search, (state) => state.open);
  return (
    <Popover.Root open={open} onOpenChange={showSearch}>
      <Tooltip text="Look for faults that break or hurt this run">
        <Popover.Trigger className={styles.button}>
          <Radar size={14} aria-hidden />
          <span className={styles.word}>Search for trouble</span>
        </Popover.Trigger>
      </Tooltip>
      <PopoverContent label="Search for trouble" align="end" width={360}>
        <Suspense>
          <SearchPanel />
        </Suspense>
      </PopoverContent>
    </Popover.Root>
  );
}
