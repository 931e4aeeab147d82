import '../../../src/ui/kit/tokens.css';
import { startOverlayBench } from '../../../src/ui/graph/overlay-bench.ts';

const canvas = document.querySelector('canvas');
if (canvas) Object.assign(globalThis, { bench: startOverlayBench(canvas, Number(location.hash.slice(1)) || 3_000) });
