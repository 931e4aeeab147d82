import type { Topology } from '../../kernel/topology.ts';
import type { PatternMeta } from '../../pattern-kit/pattern.ts';
import { commands, mainRun, playback, view } from '../../state/stores.ts';
import { faultGroups } from '../faults/fault-items.ts';
import type { Command } from './command.ts';

/** What can be done with what is open now: its experiments, and faults of what is selected. */
export function dynamicCommands(patterns: readonly PatternMeta[]): readonly Command[] {
  return [...selectionCommands(), ...nodeCommands(), ...experimentCommands(), ...patternCommands(patterns)];
}

function experimentCommands(): readonly Command[] {
  const { pattern } = mainRun.getState();
  return (pattern?.experiments ?? []).map((experiment) => ({
    id: `experiment-${experiment.id}`,
    title: experiment.title,
    group: 'Experiments',
    keys: [],
    words: experiment.question,
    run: () => {
      commands.loadExperiment(experiment.id);
      commands.play();
    },
  }));
}

function selectionCommands(): readonly Command[] {
  const { pattern, topology, index } = mainRun.getState();
  const { selection } = view.getState();
  const { cursorSeq } = playback.getState();
  if (!pattern || !topology || !selection) return [];
  const flight = selection.kind === 'message' ? index.flight(selection.id) : undefined;
  const groups = faultGroups(selection, { pattern, topology, scene: index.sceneAt(cursorSeq), flight, cursorSeq });
  const name =
    selection.kind === 'node'
      ? labelOf(topology, selection.id)
      : selection.kind === 'message'
        ? selection.id
        : `${labelOf(topology, selection.a)} – ${labelOf(topology, selection.b)}`;
  return groups.flatMap(({ name: kind, items }) =>
    items.map((item) => ({
      id: `selection-${kind}-${item.id}`,
      title: `${name}: ${item.label.charAt(0).toLowerCase()}${item.label.slice(1)}`,
      group: 'On the selection' as const,
      keys: [],
      words: `${kind} ${item.help}`,
      run: () => commands.act(item.body),
    })),
  );
}

const labelOf = (topology: Topology, id: string): string => topology.nodes.find((node) => node.id === id)?.label ?? id;

/** What is done to a node most, without selecting it first: crash, restart, and its modes. */
function nodeCommands(): readonly Command[] {
  const { pattern, topology, index } = mainRun.getState();
  if (!pattern || !topology) return [];
  const { selection } = view.getState();
  const { cursorSeq } = playback.getState();
  const scene = index.sceneAt(cursorSeq);
  return topology.nodes
    .filter(({ id }) => selection?.kind !== 'node' || selection.id !== id)
    .flatMap(({ id, label }) =>
      faultGroups({ kind: 'node', id }, { pattern, topology, scene, flight: undefined, cursorSeq })
        .flatMap(({ items }) => items)
        .filter(({ body }) => body.kind === 'crash' || body.kind === 'restart' || body.kind === 'mode')
        .map((item): Command => ({
          id: `node-${id}-${item.id}`,
          title: `${label}: ${item.label.charAt(0).toLowerCase()}${item.label.slice(1)}`,
          group: 'Parts',
          keys: [],
          words: item.help,
          run: () => commands.act(item.body),
        })),
    );
}

const patternCommands = (patterns: readonly PatternMeta[]): readonly Command[] => [
  {
    id: 'gallery',
    title: 'All patterns',
    group: 'Patterns',
    keys: [],
    words: 'gallery home',
    run: () => {
      window.location.hash = '#/';
    },
  },
  ...patterns.map((meta): Command => ({
    id: `pattern-${meta.id}`,
    title: meta.title,
    group: 'Patterns',
    keys: [],
    words: meta.summary,
    run: () => {
      window.location.hash = `#/${meta.id}`;
    },
  })),
];
