import { lazy, type ComponentType } from 'react';

/* Each panel is a file of its own to load, so that the frame stands at once and one that breaks leaves the others alone. */
const graph = () => import('../graph/Graph.tsx');
const transport = () => import('../transport/Transport.tsx');
const timeline = () => import('../timeline/Timeline.tsx');
const properties = () => import('../properties/PropertiesStrip.tsx');
const sentence = () => import('../sentence/Sentence.tsx');
const inspector = () => import('../inspector/Inspector.tsx');
const lesson = () => import('../lesson/LessonPanel.tsx');
const faults = () => import('../faults/FaultMenu.tsx');

// What is seen as soon as the workbench opens is asked for before the first of it is drawn.
for (const load of [graph, transport, timeline, properties, sentence, inspector, lesson, faults])
  void load().catch(() => undefined);

const part = <P,>(load: () => Promise<ComponentType<P>>) => lazy(async () => ({ default: await load() }));

export const Graph = part(async () => (await graph()).Graph);
export const Transport = part(async () => (await transport()).Transport);
export const Timeline = part(async () => (await timeline()).Timeline);
export const PropertiesStrip = part(async () => (await properties()).PropertiesStrip);
export const SaveMenu = part(async () => (await import('../save/SaveMenu.tsx')).SaveMenu);
export const SearchButton = part(async () => (await import('../search/SearchButton.tsx')).SearchButton);
export const Sentence = part(async () => (await sentence()).Sentence);
export const Inspector = part(async () => (await inspector()).Inspector);
export const LessonPanel = part(async () => (await lesson()).LessonPanel);
export const FaultMenu = part(async () => (await faults()).FaultMenu);
export const FaultButton = part(async () => (await import('../faults/FaultButton.tsx')).FaultButton);
export const Board = part(async () => (await import('../board/Board.tsx')).Board);
export const Log = part(async () => (await import('../log/Log.tsx')).Log);
export const GoalCharts = part(async () => (await import('../charts/GoalCharts.tsx')).GoalCharts);
export const Experiments = part(async () => (await import('../experiments/Experiments.tsx')).Experiments);
