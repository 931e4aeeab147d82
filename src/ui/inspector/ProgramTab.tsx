import { memo, useEffect, useRef, useState } from 'react';
import { countText, timeText } from '../../derive/time-text.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import { programSource } from '../../patterns/sources.ts';
import { useCommands, useRun } from '../hooks.ts';
import { classes, Segmented, Select, VisuallyHidden } from '../kit/index.ts';
import { loadProgram, placeOfRule, type ProgramFile } from './program-files.ts';
import { ruleBookOf, type FiredRule } from './rule-book.ts';
import type { Token } from './tokenize.ts';
import type { Here } from './use-scene.ts';
import inspector from './inspector.module.css';
import styles from './program.module.css';

/** The program that a node runs, with the handler and the rule that ran last. */
export function ProgramTab({ spec, here }: { readonly spec: NodeSpec; readonly here: Here }) {
  const files = useProgramFiles(here.pattern.meta.id, here.pattern.roles[spec.program]?.source ?? null);
  if (files === 'failed')
    return <p className={inspector.waiting}>The source could not be loaded. Everything else works without it.</p>;
  if (files === 'loading') return <p className={inspector.waiting}>Loading the source…</p>;
  return <Program spec={spec} here={here} files={files} />;
}

function useProgramFiles(pattern: string, file: string | null): readonly ProgramFile[] | 'loading' | 'failed' {
  const [held, setHeld] = useState<{ readonly key: string; readonly files: readonly ProgramFile[] | 'failed' } | null>(
    null,
  );
  const key = `${pattern}/${file ?? ''}`;
  useEffect(() => {
    let wanted = true;
    const settle = (files: readonly ProgramFile[] | 'failed') => {
      if (wanted) setHeld({ key, files });
    };
    if (file === null) settle('failed');
    else void loadProgram(file, (name) => programSource(pattern, name)).then(settle, () => settle('failed'));
    return () => {
      wanted = false;
    };
  }, [pattern, file, key]);
  return held?.key === key ? held.files : 'loading';
}

function Program({
  spec,
  here,
  files,
}: {
  readonly spec: NodeSpec;
  readonly here: Here;
  readonly files: readonly ProgramFile[];
}) {
  const index = useRun((run) => run.index);
  const { cursorSeq, scene, scenario } = here;
  // What the reader asked for holds at the moment where it was asked; elsewhere what ran last is shown again.
  const [asked, setAsked] = useState<{ readonly rule?: string; readonly file?: string; readonly seq: number } | null>(
    null,
  );
  const wish = asked?.seq === cursorSeq ? asked : null;
  const main = files[0]!;
  const fired = ruleBookOf(index).firedAt(spec.id, cursorSeq);
  const rule = wish?.rule ?? fired[0]?.rule ?? null;
  const firing = index.events[fired.find((each) => each.rule === rule)?.lastSeq ?? -1];
  const place =
    rule === null
      ? null
      : placeOfRule(
          files,
          rule,
          firing === undefined ? null : main.map.handlerOf(firing),
          fired.map((each) => each.rule),
        );
  const current = index.events[scene.nodes[spec.id]?.lastSeq ?? -1];
  const handler = current === undefined ? null : main.map.handlerOf(current);
  const file = files.find((each) => each.name === (wish?.file ?? place?.file)) ?? main;
  const hits = place?.file === file.name ? place.lines : [];
  const inside = file === main ? handler : null;
  return (
    <div className={styles.program}>
      <div className={styles.rules}>
        <h3 className={inspector.heading}>Rules that fired</h3>
        {scenario.mutant !== undefined && (
          <p className={inspector.warning}>This run has a planted bug. Here stands the program as it should be.</p>
        )}
        <Rules
          fired={fired}
          chosen={rule}
          timeOf={(seq) => index.events[seq]?.timeUs ?? 0}
          onChoose={(chosen) => setAsked({ rule: chosen, seq: cursorSeq })}
        />
        {rule !== null && place === null && (
          <p className={inspector.none}>“{rule}” is put together while the program runs; the handler is marked.</p>
        )}
        <FileChoice files={files} value={file.name} onChange={(name) => setAsked({ file: name, seq: cursorSeq })} />
      </div>
      <Source key={file.name} file={file} hits={hits} inside={inside} label={`Source of ${spec.label}, ${file.name}`} />
    </div>
  );
}

interface RulesProps {
  readonly fired: readonly FiredRule[];
  readonly chosen: string | null;
  readonly timeOf: (seq: number) => number;
  readonly onChoose: (rule: string) => void;
}

function Rules({ fired, chosen, timeOf, onChoose }: RulesProps) {
  const { seekSeq } = useCommands();
  if (fired.length === 0) return <p className={inspector.none}>None yet.</p>;
  const held = fired.find((each) => each.rule === chosen);
  return (
    <>
      <ul className={styles.chips}>
        {fired.slice(0, 12).map((each) => (
          <li key={each.rule}>
            <button
              type="button"
              className={classes(styles.chip, each.rule === chosen && styles.chosen)}
              aria-pressed={each.rule === chosen}
              onClick={() => onChoose(each.rule)}
            >
              {each.rule} <span className={styles.count}>{countText(each.count)}</span>
            </button>
          </li>
        ))}
      </ul>
      {held !== undefined && (
        <p className={styles.last}>
          Last at{' '}
          <button type="button" className={styles.go} onClick={() => seekSeq(held.lastSeq)}>
            <code>{timeText(timeOf(held.lastSeq))}</code>
          </button>
        </p>
      )}
    </>
  );
}

function FileChoice({
  files,
  value,
  onChange,
}: {
  readonly files: readonly ProgramFile[];
  readonly value: string;
  readonly onChange: (file: string) => void;
}) {
  const options = files.map((file) => ({ value: file.name, label: file.name }));
  if (files.length === 1) return <p className={styles.file}>{value}</p>;
  const short = options.reduce((sum, option) => sum + option.label.length, 0) < 36;
  return short ? (
    <Segmented label="File" size="small" value={value} options={options} onChange={onChange} />
  ) : (
    <Select label="File" hideLabel value={value} options={options} onChange={onChange} />
  );
}

const LINE_PX = 20;

interface SourceProps {
  readonly file: ProgramFile;
  readonly hits: readonly number[];
  readonly inside: { readonly from: number; readonly to: number } | null;
  readonly label: string;
}

function Source({ file, hits, inside, label }: SourceProps) {
  const box = useRef<HTMLDivElement>(null);
  const goal = hits[0] ?? inside?.from ?? null;
  useEffect(() => {
    const element = box.current;
    if (element === null || goal === null) return;
    const top = goal * LINE_PX;
    const margin = 2 * LINE_PX;
    // Only where it is out of sight: source that moves under the eye cannot be read.
    if (top - margin < element.scrollTop || top + margin > element.scrollTop + element.clientHeight)
      element.scrollTop = Math.max(0, top - element.clientHeight / 3);
  }, [goal]);
  return (
    <div className={styles.scroller} ref={box} tabIndex={0} role="region" aria-label={label}>
      <pre className={styles.source}>
        {file.map.lines.map((tokens, i) => (
          <Line
            key={i}
            number={i + 1}
            tokens={tokens}
            hit={hits.includes(i)}
            inside={inside !== null && i >= inside.from && i <= inside.to}
          />
        ))}
      </pre>
    </div>
  );
}

const COLOURS = {
  comment: styles.comment,
  string: styles.string,
  keyword: styles.keyword,
  number: styles.figure,
} as const;

const Line = memo(function Line({
  number,
  tokens,
  hit,
  inside,
}: {
  readonly number: number;
  readonly tokens: readonly Token[];
  readonly hit: boolean;
  readonly inside: boolean;
}) {
  return (
    <span className={classes(styles.line, inside && styles.inside, hit && styles.hit)}>
      <span className={styles.number} aria-hidden>
        {number}
      </span>
      {hit && <VisuallyHidden>Fired last: </VisuallyHidden>}
      {tokens.map((token, i) =>
        token.kind === 'plain' ? (
          token.text
        ) : (
          <span key={i} className={COLOURS[token.kind]}>
            {token.text}
          </span>
        ),
      )}
      {'\n'}
    </span>
  );
});
