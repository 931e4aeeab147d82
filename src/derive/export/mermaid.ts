import type { Seq, TraceEvent } from '../../kernel/trace.ts';
import { actionNames, actionSentence } from '../action-words.ts';
import { lossOf } from '../losses.ts';
import { stateLabel } from '../narrate.ts';
import { nodeNames } from '../words.ts';
import { transitsIn, type ExportedRun } from './run.ts';

/** More lines than this, and nobody reads the diagram. */
const MOST_LINES = 40;

/**
 * The last messages up to an event as a sequence diagram for Mermaid, with state changes and faults as
 * notes: to be pasted into a document. A line stands where a message arrives or is lost.
 */
export function sequenceDiagram(run: ExportedRun, upTo: Seq): string {
  const { pattern, topology, events } = run;
  const label = nodeNames(topology);
  const names = actionNames(pattern, topology);
  const find = transitsIn(events);
  const lines: string[] = [];
  const seen = new Set<string>();
  const alias = (node: string): string => {
    seen.add(node);
    return aliasOf(topology.nodes.findIndex(({ id }) => id === node));
  };
  const all = topology.nodes.map(({ id }) => id);
  for (let at = Math.min(upTo, events.length - 1); at >= 0 && lines.length < MOST_LINES; at--) {
    const event = events[at]!;
    for (const effect of event.effects.toReversed()) {
      if (effect.kind === 'become' && effect.from !== '') {
        const program = topology.nodes.find(({ id }) => id === event.node)?.program ?? '';
        lines.push(`Note over ${alias(event.node)}: ${plain(stateLabel(pattern, program, effect.to))}`);
      }
    }
    if (event.kind === 'action' && event.action)
      lines.push(`Note over ${aliasOf(0)},${aliasOf(all.length - 1)}: ${plain(actionSentence(event.action, names))}`);
    const transit = event.transit ?? (event.kind === 'lost' ? find(event.tag ?? '') : undefined);
    const arrow = arrowOf(event);
    if (transit === undefined || arrow === null) continue;
    lines.push(
      `${alias(transit.from)}${arrow}${alias(transit.to)}: ${plain(pattern.messages[transit.message.type]?.label ?? transit.message.type)}`,
    );
  }
  const participants = all
    .map((id, index) => ({ id, index }))
    .filter(({ id, index }) => seen.has(id) || index === 0 || index === all.length - 1)
    .map(({ id, index }) => `participant ${aliasOf(index)} as ${plain(label(id))}`);
  return ['sequenceDiagram', ...[...participants, ...lines.toReversed()].map((line) => `  ${line}`), ''].join('\n');
}

const aliasOf = (index: number): string => `n${index + 1}`;

function arrowOf(event: TraceEvent): string | null {
  // A message that waits arrives when it is taken.
  if (event.kind === 'wait') return null;
  if (event.kind === 'take') return '->>';
  const loss = lossOf(event);
  if (loss === undefined) return null;
  if (loss !== null) return '-x';
  return event.transit?.answers === undefined ? '->>' : '-->>';
}

/** Text that the diagram's grammar takes for text. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[;#]/g, (sign) => (sign === ';' ? ',' : 'No. '))
    .replaceAll(/\bend\b/g, 'End')
    .replace(/\.$/, '');
