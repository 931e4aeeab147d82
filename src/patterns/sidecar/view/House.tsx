import type { ReactElement, ReactNode } from 'react';
import type { BoardProps } from '../../../ui/kit/index.ts';
import type { KubeletState } from '../programs/kubelet-state.ts';
import { Attic } from './Attic.tsx';
import { Label, LINE, PHASE_WORDS, PhaseGlyph, SOFT, TEXT, toneOfPhase, useHatch } from './marks.tsx';
import { AppRoom, ProxyRoom, ShipperRoom, VolumeRoom, WatcherRoom } from './rooms.tsx';

/** px. */
const HOUSE_HEIGHT = 226;
const ROOF = 26;
const ATTIC = 30;
const GAP = 5;
const FLOOR = (HOUSE_HEIGHT - ROOF - ATTIC - 3 * GAP) / 2;

const POD_WORDS: Readonly<Record<string, string>> = {
  PENDING: 'pending',
  INIT: 'starting',
  READY: 'ready',
  NOT_READY: 'not ready',
  TERMINATING: 'terminating',
  SUCCEEDED: 'complete',
};
const podTone = (lane: string) =>
  lane === 'READY' || lane === 'SUCCEEDED' ? 'ok' : lane === 'NOT_READY' ? 'bad' : 'warn';

export const phaseOf = ({ scene }: Pick<BoardProps, 'scene'>, id: string): string => {
  const node = scene.nodes[id];
  return node?.status === 'down' ? 'DOWN' : (node?.lanes['main'] ?? 'WAITING');
};

const kubeletOf = ({ nodes }: BoardProps): KubeletState | null =>
  (nodes['kubelet']?.state ?? null) as unknown as KubeletState | null;
const secondsUntil = (us: number, { timeUs }: BoardProps): number => Math.ceil((us - timeUs) / 1_000_000);

/** How a container is; without a process, why: the kubelet backs off, or the work is done. */
function phaseWords(board: BoardProps, id: string, phase: string): string {
  if (phase !== 'WAITING') return PHASE_WORDS[phase] ?? '';
  const kubelet = kubeletOf(board);
  const left = secondsUntil(kubelet?.containers[id]?.notBeforeUs ?? 0, board);
  if (kubelet !== null && kubelet.job !== '') return 'completed';
  return left > 0 && kubelet?.deletion === null ? `backoff, ${left} s` : PHASE_WORDS['WAITING']!;
}

/** What the pod is, and what is left of the grace period. */
function roofWords(board: BoardProps, lane: string, name: string): string {
  const deletion = kubeletOf(board)?.deletion;
  const words = `${name} ${POD_WORDS[lane] ?? lane}`;
  if (!deletion) return words;
  const left = secondsUntil(deletion.sinceUs + Number(board.settings['kubelet.graceMs']) * 1_000, board);
  return left > 0 ? `${words}, ${left} s of grace left` : `${words}, no grace left`;
}

interface RoomProps {
  readonly id: string;
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Empty: what it is has no process. */
  readonly phase: string;
  readonly board: BoardProps;
  readonly hatch: string;
  readonly children: ReactNode;
}

/** A room: who lives there, how it is, and what is in it. A press selects the node. */
function Room({ id, title, x, y, width, height, phase, board, hatch, children }: RoomProps): ReactElement {
  const isDown = phase === 'DOWN' || board.scene.nodes[id]?.status === 'down';
  const isUnready = phase === 'RUNNING' && kubeletOf(board)?.containers[id]?.ready === false;
  const tone = phase === '' ? 'quiet' : isUnready ? 'warn' : toneOfPhase(phase);
  // Without a process there is nothing in a room, but what a shipper has put on the filesystem.
  const isEmpty = phase === 'WAITING' && id !== 'shipper';
  const isSelected = board.selected === id;
  const words = isUnready ? 'runs, not ready' : phase === '' ? (isDown ? 'gone' : '') : phaseWords(board, id, phase);
  return (
    <g transform={`translate(${x} ${y})`} onClick={() => board.select(id)} style={{ cursor: 'pointer' }}>
      <rect
        width={width}
        height={height}
        rx={5}
        fill={phase === 'RUNNING' || phase === '' ? 'var(--panel)' : SOFT[tone]}
        stroke={isSelected ? 'var(--accent)' : isDown ? LINE.bad : 'var(--line)'}
        strokeWidth={isSelected ? 2.5 : 1.2}
        strokeDasharray={phase === 'WAITING' || isDown ? '5 4' : undefined}
      />
      {isDown && <rect width={width} height={height} rx={5} fill={hatch} opacity={0.5} />}
      <Label x={10} y={17} text={title} fill="var(--ink)" bold />
      {words !== '' && (
        <>
          {width > 150 && <Label x={width - 20} y={17} text={words} fill={TEXT[tone]} end />}
          <PhaseGlyph phase={phase} x={width - 11} y={13} />
        </>
      )}
      {!isDown && !isEmpty && children}
    </g>
  );
}

/** The pod as a house: one roof, one budget under it, a room for each container, the volume in the basement. */
export function House({
  board,
  width,
  name = 'pod',
}: {
  readonly board: BoardProps;
  readonly width: number;
  /** What tells it from others. */
  readonly name?: string;
}): ReactElement {
  const { defs, fill } = useHatch();
  const lane = board.scene.nodes['kubelet']?.lanes['main'] ?? 'PENDING';
  const inner = width - 2 * GAP;
  const upper = ROOF + ATTIC + GAP;
  const lower = upper + FLOOR + GAP;
  const shares = board.on ? { watcher: 0.25, proxy: 0.33 } : { watcher: 0, proxy: 0 };
  const watcherWidth = Math.floor(inner * shares.watcher);
  const proxyWidth = Math.floor(inner * shares.proxy);
  const appX = board.on ? GAP + watcherWidth + proxyWidth + 2 * GAP : GAP;
  const volumeWidth = Math.floor(inner * 0.45);
  const room = (
    id: string,
    title: string,
    x: number,
    y: number,
    roomWidth: number,
    children: ReactNode,
    phase = phaseOf(board, id),
  ) => (
    <Room
      id={id}
      title={title}
      x={x}
      y={y}
      width={roomWidth}
      height={board.on ? FLOOR : 2 * FLOOR + GAP}
      phase={phase}
      board={board}
      hatch={fill}
    >
      {children}
    </Room>
  );
  const appWidth = width - GAP - appX;
  return (
    <svg width={width} height={HOUSE_HEIGHT} role="img" aria-label={`The ${name} is ${POD_WORDS[lane] ?? lane}.`}>
      <defs>{defs}</defs>
      <path
        d={`M1 ${ROOF}L${width / 2} 2L${width - 1} ${ROOF}V${HOUSE_HEIGHT - 1}H1Z`}
        fill="var(--bg)"
        stroke={lane === 'READY' ? 'var(--edge)' : LINE[podTone(lane)]}
        strokeWidth={1.6}
        strokeDasharray={lane === 'READY' ? undefined : '6 4'}
        strokeLinejoin="round"
      />
      <text
        x={width / 2}
        y={ROOF - 5}
        textAnchor="middle"
        fill={TEXT[podTone(lane)]}
        style={{ fontSize: 12, fontWeight: 600 }}
      >
        {roofWords(board, lane, name)}
      </text>
      <Attic board={board} x={GAP} y={ROOF + 1} width={inner} />
      {board.on && room('watcher', 'Watcher', GAP, upper, watcherWidth, <WatcherRoom board={board} />)}
      {board.on &&
        room(
          'proxy',
          'Proxy',
          2 * GAP + watcherWidth,
          upper,
          proxyWidth,
          <ProxyRoom board={board} width={proxyWidth} />,
        )}
      {room('app', 'Checkout', appX, upper, appWidth, <AppRoom board={board} width={appWidth} />)}
      {board.on &&
        room('volume', 'Volume', GAP, lower, volumeWidth, <VolumeRoom board={board} width={volumeWidth} />, '')}
      {board.on &&
        room(
          'shipper',
          'Shipper',
          2 * GAP + volumeWidth,
          lower,
          width - 3 * GAP - volumeWidth,
          <ShipperRoom board={board} width={width - 3 * GAP - volumeWidth} />,
        )}
    </svg>
  );
}
