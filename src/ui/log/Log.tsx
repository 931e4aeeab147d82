import { ArrowDownToLine } from 'lucide-react';
import { useMemo, useState } from 'react';
import { countText } from '../../derive/time-text.ts';
import { useRun, useThrottledCursor, useView } from '../hooks.ts';
import { useTargetName } from '../faults/use-fault-groups.ts';
import { useRevision } from '../inspector/use-revision.ts';
import { Button, Segmented, Switch } from '../kit/index.ts';
import { createLogRows, rowsUpTo, type LogKind } from './log-rows.ts';
import { LogList } from './LogList.tsx';
import styles from './log.module.css';

/** The run as sentences up to the cursor, the newest last. */
export function Log() {
  const pattern = useRun((run) => run.pattern);
  const topology = useRun((run) => run.topology);
  const index = useRun((run) => run.index);
  const selection = useView((state) => state.selection);
  const [kind, setKind] = useState<LogKind>('changes');
  const [narrow, setNarrow] = useState(false);
  const [following, setFollowing] = useState(true);
  const about = narrow ? selection : null;
  const book = useMemo(() => createLogRows({ kind, about }), [kind, about]);
  const { cursorSeq } = useThrottledCursor(5);
  useRevision();
  const name = useTargetName(selection);
  if (pattern === null || topology === null) return <p className={styles.waiting}>Nothing is open yet.</p>;
  const rows = book.sync(index.events);
  const count = rowsUpTo(rows, cursorSeq);
  return (
    <div className={styles.log}>
      <div className={styles.bar}>
        <Segmented
          label="What the log tells"
          size="small"
          value={kind}
          options={[
            { value: 'changes', label: 'State changes' },
            { value: 'messages', label: 'Messages' },
            { value: 'faults', label: 'Faults' },
            { value: 'all', label: 'All' },
          ]}
          onChange={setKind}
        />
        {selection !== null && <Switch label={`Only ${name}`} checked={narrow} onChange={setNarrow} />}
        <span className={styles.sum}>{countText(count)} lines</span>
        {!following && (
          <Button size="small" icon={<ArrowDownToLine size={14} aria-hidden />} onClick={() => setFollowing(true)}>
            To the newest
          </Button>
        )}
      </div>
      <LogList
        rows={rows}
        count={count}
        cursorSeq={cursorSeq}
        pattern={pattern}
        topology={topology}
        index={index}
        following={following}
        onFollow={setFollowing}
      />
    </div>
  );
}
