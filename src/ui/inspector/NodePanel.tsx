import { lazy, Suspense, useMemo } from 'react';
import type { NodeSpec } from '../../kernel/topology.ts';
import { view } from '../../state/stores.ts';
import { FaultButton } from '../faults/FaultButton.tsx';
import { useView } from '../hooks.ts';
import { Pill, RoleShape, Tabs } from '../kit/index.ts';
import { MessagesTab } from './MessagesTab.tsx';
import { NodeSettingsTab } from './NodeSettingsTab.tsx';
import { standingOf } from './standing.ts';
import { StateTab } from './StateTab.tsx';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

/** Reads and colours source code: loaded by those who ask for it. */
const ProgramTab = lazy(async () => ({ default: (await import('./ProgramTab.tsx')).ProgramTab }));

/** One node: what it is, holds, sends and runs. */
export function NodePanel({ spec, here }: { readonly spec: NodeSpec; readonly here: Here }) {
  const tab = useView((state) => state.inspectorTab);
  const role = here.pattern.roles[spec.program];
  const standing = standingOf(spec, here);
  const target = useMemo(() => ({ kind: 'node', id: spec.id }) as const, [spec.id]);
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <span className={styles.name}>
          <RoleShape
            shape={role?.shape ?? 'square'}
            letter=""
            size={26}
            external={role?.external ?? false}
            down={here.scene.nodes[spec.id]?.status === 'down'}
            tone={standing?.tone === 'bad' || standing?.tone === 'warn' ? standing.tone : undefined}
          />
          <h2>{spec.label}</h2>
          {standing !== null && (
            <Pill outline tone={standing.tone} className={styles.statePill}>
              {standing.text}
            </Pill>
          )}
        </span>
        <span className={styles.headRow}>
          <FaultButton target={target} />
        </span>
      </header>
      <Tabs
        label={`What to see of ${spec.label}`}
        value={tab}
        className={styles.tabs}
        listClassName={styles.tabList}
        panelClassName={tab === 'program' ? styles.fixed : styles.scroll}
        onChange={(inspectorTab) => view.setState({ inspectorTab })}
        items={[
          { value: 'state', label: 'State', content: <StateTab key={spec.id} spec={spec} here={here} /> },
          { value: 'messages', label: 'Messages', content: <MessagesTab spec={spec} here={here} /> },
          {
            value: 'program',
            label: 'Program',
            content: (
              <Suspense fallback={<p className={styles.waiting}>Loading the source…</p>}>
                <ProgramTab key={spec.id} spec={spec} here={here} />
              </Suspense>
            ),
          },
          { value: 'settings', label: 'Settings', content: <NodeSettingsTab spec={spec} here={here} /> },
        ]}
      />
    </div>
  );
}
