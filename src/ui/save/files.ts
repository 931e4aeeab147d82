import { EXPORTS, type ExportFormat } from '../../derive/export/formats.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { scenarioHere } from '../../state/location.ts';
import { mainRun, playback, state, view } from '../../state/stores.ts';

/** The scenario as it stands and where one looks, which opens here again. */
export async function saveScenario(): Promise<void> {
  const { scenarioFile } = await import('../../scenario/file.ts');
  const scenario = scenarioHere(mainRun.getState(), playback.getState(), view.getState());
  if (scenario !== null) save(scenarioFile(scenario), `${nameOf(scenario)}.json`);
}

/** The run as far as it is known. */
export async function saveRun(format: ExportFormat): Promise<void> {
  const { exported } = await import('../../derive/export/exported.ts');
  const { scenario, pattern, topology, index } = mainRun.getState();
  if (scenario === null || pattern === null || topology === null) return;
  const { ending } = EXPORTS.find((meta) => meta.format === format)!;
  const text = exported(format, { pattern, topology, events: index.events }, playback.getState().cursorSeq);
  save(text, `${nameOf(scenario)}.${ending}`);
}

/** Asks for a scenario file and opens it; what is wrong with it is said as of a link. */
export function openScenario(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void state.openFile(file.text());
  });
  input.click();
}

/** `circuit-breaker-hang-seed-7` */
const nameOf = ({ pattern, preset, seed, on }: Scenario): string =>
  `${pattern}-${preset}${on ? '' : '-off'}-seed-${seed}`;

function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
