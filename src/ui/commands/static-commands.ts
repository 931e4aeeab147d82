import { EXPORTS } from '../../derive/export/formats.ts';
import { commands as run, editHistory, mainRun, playback, view } from '../../state/stores.ts';
import { setTheme, switchTheme } from '../theme.ts';
import { openScenario, saveRun, saveScenario } from '../save/files.ts';
import { showSearch } from '../search/search.ts';
import { layout } from '../workbench/layout.ts';
import { hasBoard } from '../board/pattern-views.ts';
import { showBoard, showCharts, showLog, switchTimeline, toggleInspector, toggleLesson } from '../workbench/panels.ts';
import type { Command } from './command.ts';
import { crashOrRestart, fitGraph, hangOrRecover, openFaults, selectedNode } from './on-selection.ts';
import { nextSpeed } from './speeds.ts';

const hasRun = (): boolean => mainRun.getState().scenario !== null;
const hasSelection = (): boolean => view.getState().selection !== null;

/** One thing at a time: the drawer that lies on top first. */
function clear(): void {
  if (layout.getState().drawer) layout.setState({ drawer: false });
  else run.select(null);
}

const RUN: readonly Command[] = [
  { id: 'play', title: 'Play or pause', group: 'Run', keys: ['Space'], when: hasRun, run: run.togglePlay },
  {
    id: 'step-forward',
    title: 'One event on',
    group: 'Run',
    keys: ['ArrowRight'],
    when: hasRun,
    run: () => run.stepEvent(1),
  },
  {
    id: 'step-back',
    title: 'One event back',
    group: 'Run',
    keys: ['ArrowLeft'],
    when: hasRun,
    run: () => run.stepEvent(-1),
  },
  {
    id: 'selection-forward',
    title: 'Next event of the selection',
    group: 'Run',
    keys: ['Shift+ArrowRight'],
    when: hasRun,
    run: () => run.stepSelection(1),
  },
  {
    id: 'selection-back',
    title: 'Previous event of the selection',
    group: 'Run',
    keys: ['Shift+ArrowLeft'],
    when: hasRun,
    run: () => run.stepSelection(-1),
  },
  {
    id: 'interesting-forward',
    title: 'Next interesting event',
    group: 'Run',
    keys: ['.', 'Alt+ArrowRight'],
    words: 'state change fault',
    when: hasRun,
    run: () => run.stepInteresting(1),
  },
  {
    id: 'interesting-back',
    title: 'Previous interesting event',
    group: 'Run',
    keys: [',', 'Alt+ArrowLeft'],
    words: 'state change fault',
    when: hasRun,
    run: () => run.stepInteresting(-1),
  },
  { id: 'start', title: 'To the start', group: 'Run', keys: ['Home'], when: hasRun, run: run.jumpToStart },
  {
    id: 'head',
    title: 'To the newest event',
    group: 'Run',
    keys: ['End'],
    words: 'head end',
    when: hasRun,
    run: run.jumpToHead,
  },
  {
    id: 'violation',
    title: 'To the violation of a property',
    group: 'Run',
    keys: [],
    when: () => mainRun.getState().properties.some(({ status }) => status === 'violated'),
    run: run.jumpToViolation,
  },
  {
    id: 'slower',
    title: 'Slower',
    group: 'Run',
    keys: ['['],
    words: 'speed',
    when: hasRun,
    run: () => run.setSpeed(nextSpeed(playback.getState().speed, -1)),
  },
  {
    id: 'faster',
    title: 'Faster',
    group: 'Run',
    keys: [']'],
    words: 'speed',
    when: hasRun,
    run: () => run.setSpeed(nextSpeed(playback.getState().speed, 1)),
  },
];

const BREAK: readonly Command[] = [
  {
    id: 'crash',
    title: 'Crash or restart the selected node',
    group: 'Break',
    keys: ['C'],
    when: () => selectedNode() !== null,
    run: crashOrRestart,
  },
  {
    id: 'hang',
    title: 'Make the selected node hang, or recover',
    group: 'Break',
    keys: ['H'],
    words: 'mode',
    when: () => selectedNode() !== null,
    run: hangOrRecover,
  },
  {
    id: 'faults',
    title: 'Faults and partitions of the selection',
    group: 'Break',
    keys: ['P'],
    words: 'cut network menu',
    when: hasSelection,
    run: openFaults,
  },
  {
    id: 'search',
    title: 'Search for trouble',
    group: 'Break',
    keys: [],
    words: 'random faults chaos fuzz shrink fewest counterexample worst',
    when: hasRun,
    run: () => {
      // Side by side there are no properties to open it beside.
      run.setCompare(false);
      showSearch(true);
    },
  },
];

const CHANGE: readonly Command[] = [
  {
    id: 'undo',
    title: 'Undo',
    group: 'Change',
    keys: ['Mod+Z'],
    when: () => editHistory.getState().past.length > 0,
    run: run.undo,
  },
  {
    id: 'redo',
    title: 'Redo',
    group: 'Change',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    when: () => editHistory.getState().future.length > 0,
    run: run.redo,
  },
  {
    id: 'on-off',
    title: 'Pattern on or off',
    group: 'Change',
    keys: ['O'],
    words: 'with without',
    when: hasRun,
    run: () => run.setOn(!mainRun.getState().scenario?.on),
  },
  {
    id: 'restart',
    title: 'Start the experiment over',
    group: 'Change',
    keys: [],
    words: 'reset',
    when: hasRun,
    run: run.restart,
  },
  {
    id: 'seed',
    title: 'Another seed',
    group: 'Change',
    keys: [],
    words: 'random dice',
    when: hasRun,
    run: () => run.setSeed((mainRun.getState().scenario?.seed ?? 0) + 1),
  },
];

const LOOK: readonly Command[] = [
  {
    id: 'compare',
    title: 'Side by side',
    group: 'Look',
    keys: ['V'],
    words: 'compare with without',
    when: hasRun,
    run: () => run.setCompare(!view.getState().compare),
  },
  { id: 'fit', title: 'Fit the graph', group: 'Look', keys: ['F'], words: 'zoom', when: hasRun, run: fitGraph },
  {
    id: 'clear',
    title: 'Select nothing',
    group: 'Look',
    keys: ['Escape'],
    when: () => hasSelection() || layout.getState().drawer,
    run: clear,
  },
  { id: 'lesson', title: 'Lesson', group: 'Look', keys: ['L'], words: 'panel', when: hasRun, run: toggleLesson },
  { id: 'inspector', title: 'Inspector', group: 'Look', keys: [], words: 'panel', when: hasRun, run: toggleInspector },
  { id: 'timeline', title: 'Timeline', group: 'Look', keys: [], words: 'panel', when: hasRun, run: switchTimeline },
  {
    id: 'charts',
    title: 'Charts',
    group: 'Look',
    keys: [],
    words: 'panel goals latency',
    when: hasRun,
    run: showCharts,
  },
  {
    id: 'board',
    title: 'Board of the pattern',
    group: 'Look',
    keys: [],
    words: 'panel logs partitions shards own picture',
    when: () => hasRun() && hasBoard(),
    run: showBoard,
  },
  { id: 'log', title: 'Log', group: 'Look', keys: [], words: 'panel events sentences', when: hasRun, run: showLog },
  { id: 'theme', title: 'Light or dark', group: 'Look', keys: ['T'], words: 'theme colour', run: switchTheme },
  { id: 'theme-system', title: 'Theme of the system', group: 'Look', keys: [], run: () => setTheme('system') },
  {
    id: 'motion',
    title: 'Less motion, or as the system has it',
    group: 'Look',
    keys: [],
    words: 'reduced animation',
    run: () => view.setState({ motion: view.getState().motion === 'reduced' ? 'system' : 'reduced' }),
  },
];

const SAVE: readonly Command[] = [
  {
    id: 'save-scenario',
    title: 'Save the scenario as a file',
    group: 'Save and open',
    keys: [],
    words: 'download export json',
    when: hasRun,
    run: () => void saveScenario(),
  },
  ...EXPORTS.map(({ format, label, help }): Command => ({
    id: `save-${format}`,
    title: `Save: ${label}`,
    group: 'Save and open',
    keys: [],
    words: `download export ${help}`,
    when: hasRun,
    run: () => void saveRun(format),
  })),
  {
    id: 'open-scenario',
    title: 'Open a scenario file',
    group: 'Save and open',
    keys: [],
    words: 'load import upload json',
    run: openScenario,
  },
];

const HELP: readonly Command[] = [
  {
    id: 'copy-link',
    title: 'Copy link',
    group: 'Go to',
    keys: ['Mod+Shift+C'],
    everywhere: true,
    words: 'share',
    when: hasRun,
    run: () => void run.copyLink(),
  },
  {
    id: 'note',
    title: 'Add or change the note in the link',
    group: 'Go to',
    keys: [],
    words: 'comment message share teacher',
    when: hasRun,
    run: () => view.setState({ openDialog: 'note' }),
  },
  {
    id: 'palette',
    title: 'Command palette',
    group: 'Help',
    keys: ['Mod+K'],
    everywhere: true,
    run: () => view.setState({ openDialog: view.getState().openDialog === 'palette' ? null : 'palette' }),
  },
  {
    id: 'keys',
    title: 'Keyboard map',
    group: 'Help',
    keys: ['?'],
    words: 'shortcuts help',
    run: () => view.setState({ openDialog: 'keys' }),
  },
  {
    id: 'single-keys',
    title: 'Single-key shortcuts on or off',
    group: 'Help',
    keys: [],
    words: 'accessibility',
    run: () => view.setState({ singleKeys: !view.getState().singleKeys }),
  },
];

/** What can always be done, whatever the pattern. Keys are unique among these. */
export const staticCommands: readonly Command[] = [...RUN, ...BREAK, ...CHANGE, ...LOOK, ...SAVE, ...HELP];
