import { memo } from 'react';
import { valueAt } from '../../derive/series.ts';
import { countText } from '../../derive/time-text.ts';
import { valueText } from '../../pattern-kit/goal-text.ts';
import type { ColourToken, ShownPattern } from '../../pattern-kit/pattern.ts';
import { view } from '../../state/stores.ts';
import { seriesOf } from '../charts/run-series.ts';
import { useCommands, useRunStore, useView } from '../hooks.ts';
import { classes, colourVar, Glyph, Hatch, RoleShape, Tabs } from '../kit/index.ts';
import { SettingsPanel } from '../settings/SettingsPanel.tsx';
import { Section } from './Section.tsx';
import { standingOf } from './standing.ts';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

/** With nothing selected: what users get now, all parts, and what the marks mean; and all dials. */
export function Overview({ here }: { readonly here: Here }) {
  const { pattern } = here;
  const tab = useView((state) => state.inspectorTab);
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <span className={styles.name}>
          <h2>{pattern.meta.title}</h2>
        </span>
        <p className={styles.sub}>Select a part, link or message to look inside or break it; Shift-drag cuts links.</p>
      </header>
      <Tabs
        label="What to see of the whole"
        value={tab === 'settings' ? 'settings' : 'state'}
        className={styles.tabs}
        listClassName={styles.tabList}
        panelClassName={styles.scroll}
        onChange={(inspectorTab) => view.setState({ inspectorTab })}
        items={[
          { value: 'state', label: 'Overview', content: <Whole here={here} /> },
          { value: 'settings', label: 'Settings', content: <SettingsPanel /> },
        ]}
      />
    </div>
  );
}

function Whole({ here }: { readonly here: Here }) {
  return (
    <>
      <Goals here={here} />
      <Parts here={here} />
      <Legend pattern={here.pattern} />
    </>
  );
}

function Goals({ here }: { readonly here: Here }) {
  const { pattern, cursorUs } = here;
  const run = useRunStore();
  if (pattern.goals.length === 0) return null;
  return (
    <Section title="What users get now">
      <dl className={styles.facts}>
        {seriesOf(run.getState()).map((series) => {
          const value = valueAt(series, cursorUs);
          return [
            <dt key={series.goal.id}>{series.goal.title}</dt>,
            <dd key={`${series.goal.id} value`}>
              <code>{value === null ? 'none yet' : valueText(value, series.goal.unit)}</code>
            </dd>,
          ];
        })}
      </dl>
    </Section>
  );
}

function Parts({ here }: { readonly here: Here }) {
  const { select } = useCommands();
  const { pattern, topology, scene } = here;
  return (
    <Section title="Parts" aside={countText(topology.nodes.length)}>
      <ul>
        {topology.nodes.map((node) => {
          const role = pattern.roles[node.program];
          const status = scene.nodes[node.id]?.status ?? 'up';
          const standing = standingOf(node, here);
          return (
            <li key={node.id}>
              <button
                type="button"
                className={classes(styles.item, styles.press)}
                title={role?.about}
                onClick={() => select({ kind: 'node', id: node.id })}
              >
                <RoleShape
                  shape={role?.shape ?? 'square'}
                  letter=""
                  size={22}
                  external={role?.external ?? false}
                  down={status === 'down'}
                />
                <span className={styles.main}>{node.label}</span>
                {standing && standing.text !== 'up' && (
                  <span className={classes(styles.left, standing.tone === 'bad' && styles.bad)}>{standing.text}</span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

const SHAPES = [
  { shape: 'circle', text: 'Client' },
  { shape: 'square', text: 'Service' },
  { shape: 'cylinder', text: 'Storage or queue' },
  { shape: 'diamond', text: 'Decision on the way' },
] as const;

const COLOURS: readonly { readonly token: ColourToken; readonly text: string }[] = [
  { token: 'ok', text: 'Healthy, closed' },
  { token: 'bad', text: 'Failed, open' },
  { token: 'warn', text: 'Between, or at risk' },
  { token: 'accent', text: 'Where you are' },
];

/** Says the same all the time. */
const Legend = memo(function Legend({ pattern }: { readonly pattern: ShownPattern }) {
  return (
    <Section title="How to read it">
      <h4 className={styles.subheading}>Shapes</h4>
      <ul className={styles.legend}>
        {SHAPES.map(({ shape, text }) => (
          <li key={shape}>
            <RoleShape shape={shape} letter="" size={20} />
            {text}
          </li>
        ))}
        <li>
          <RoleShape shape="square" letter="" size={20} external />
          Outside our control
        </li>
        <li>
          <Hatch className={styles.swatch} />
          Broken
        </li>
      </ul>
      <h4 className={styles.subheading}>Messages</h4>
      <ul className={styles.legend}>
        {Object.entries(pattern.messages).map(([type, meta]) => (
          <li key={type}>
            <Glyph glyph={meta.glyph} colour={meta.colour} />
            {meta.label}
          </li>
        ))}
        <li>
          <Glyph glyph="cross" colour="bad" />
          Refused or lost
        </li>
      </ul>
      <h4 className={styles.subheading}>Colours</h4>
      <ul className={styles.legend}>
        {COLOURS.map(({ token, text }) => (
          <li key={token}>
            <i className={styles.dot} style={{ background: colourVar(token) }} aria-hidden />
            {text}
          </li>
        ))}
      </ul>
    </Section>
  );
});
