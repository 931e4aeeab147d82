export { PodArt } from './art.tsx';
export { PodCard } from './cards.tsx';
export { PodBoard } from './PodBoard.tsx';
