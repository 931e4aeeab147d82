import { nodeView } from '../../derive/node-view.ts';
import type { LaneTrack } from '../../derive/types.ts';
import { nodeNames } from '../../derive/words.ts';
import type { NodeSpec } from '../../kernel/topology.ts';
import { OwnViews } from '../board/OwnViews.tsx';
import { usePatternView } from '../board/pattern-views.ts';
import { useRun } from '../hooks.ts';
import { Activity } from './Activity.tsx';
import { MachineDiagram } from './MachineDiagram.tsx';
import { Operations } from './Operations.tsx';
import { Refusals } from './Refusals.tsx';
import { Section } from './Section.tsx';
import { StateTree } from './StateTree.tsx';
import { Slot } from '../workbench/Slot.tsx';
import { Trouble } from './Trouble.tsx';
import { useInspection } from './use-inspection.ts';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

/** What a node is and holds at the cursor. */
export function StateTab({ spec, here }: { readonly spec: NodeSpec; readonly here: Here }) {
  const inspected = useInspection(spec.id);
  const index = useRun((run) => run.index);
  const { pattern, scene, settings, cursorUs, cursorSeq } = here;
  const { NodeCard } = usePatternView();
  const role = pattern.roles[spec.program];
  const live = scene.nodes[spec.id];
  const down = live?.status === 'down';
  const state = down ? '' : (live?.lanes['main'] ?? '');
  return (
    <>
      <Trouble spec={spec} here={here} />
      {role !== undefined && <p className={styles.about}>{role.about}</p>}
      {role?.machine !== undefined && (
        <MachineDiagram
          machine={role.machine}
          settings={settings}
          state={state}
          sinceUs={live?.laneSinceUs['main'] ?? null}
          cameFrom={cameFrom(index.lanes(), spec.id, cursorSeq)}
          troubled={state !== '' && nodeView(spec, scene, pattern, settings).state === ''}
        />
      )}
      {inspected === null ? (
        <p className={styles.waiting}>Reading its state…</p>
      ) : (
        <>
          {NodeCard !== undefined && (
            <div className={styles.card}>
              <Slot name="The drawing of this node">
                <OwnViews>
                  <NodeCard
                    node={spec}
                    inspection={inspected.inspection}
                    topology={here.topology}
                    on={here.scenario.on}
                    settings={settings}
                    scene={scene}
                    timeUs={index.events[inspected.seq]?.timeUs ?? cursorUs}
                  />
                </OwnViews>
              </Slot>
            </div>
          )}
          <Section title="State">
            {inspected.inspection.state === null ? (
              <p className={styles.none}>
                {down
                  ? `Nothing: the process is gone${spec.disk === undefined ? '' : ', only its disk is left'}.`
                  : 'Nothing: it has not started yet.'}
              </p>
            ) : (
              <StateTree value={inspected.inspection.state} marks={inspected.marks} label={`State of ${spec.label}`} />
            )}
          </Section>
          <Refusals spec={spec} here={here} />
          <Operations node={spec.id} events={index.events} cursorSeq={inspected.seq} cursorUs={cursorUs} />
          <Activity
            spec={spec}
            inspection={inspected.inspection}
            pattern={pattern}
            names={nodeNames(here.topology)}
            cursorUs={cursorUs}
            clockUs={index.events[inspected.seq]?.timeUs ?? 0}
          />
        </>
      )}
    </>
  );
}

/** The state before the present one on the main lane. */
function cameFrom(lanes: readonly LaneTrack[], node: string, cursorSeq: number): string | null {
  const segments = lanes.find((lane) => lane.node === node && lane.lane === 'main')?.segments ?? [];
  for (let i = segments.length - 1; i > 0; i--) if (segments[i]!.fromSeq <= cursorSeq) return segments[i - 1]!.state;
  return null;
}
