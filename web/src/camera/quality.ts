import type { Detection, QualityReason } from '../api/detect';
import { type MessageKey, t } from '../i18n';

type Tone = 'success' | 'warning' | 'danger';

/** What registration would say of a picture, in words. */
export const verdictOf = ({ verdict, reasons }: Detection): { tone: Tone; text: string } => {
  if (verdict === 'ok') return { tone: 'success', text: t('face.verdict.ok') };
  const [reason] = reasons;
  if (verdict === 'low_quality' && reason) return { tone: 'danger', text: t(`face.reason.${reason}`) };
  return { tone: 'danger', text: t(`face.verdict.${verdict}`) };
};

/** What to do about it. */
export const adviceOf = ({ verdict, reasons }: Detection): string | undefined => {
  if (verdict === 'ok') return undefined;
  const [reason] = reasons;
  const key: QualityReason | Exclude<Detection['verdict'], 'ok'> =
    verdict === 'low_quality' && reason ? reason : verdict;
  return t(`face.advice.${key}`);
};

const word = (value: number, steps: readonly (readonly [number, MessageKey])[], last: MessageKey) =>
  t(steps.find(([below]) => value < below)?.[1] ?? last);

/** The server refuses below 5 and above 96. */
export const brightnessWord = (value: number): string =>
  word(
    value,
    [
      [12, 'face.brightness.dark'],
      [25, 'face.brightness.dim'],
      [85, 'face.brightness.good'],
      [93, 'face.brightness.bright'],
    ],
    'face.brightness.glaring',
  );

/** The server refuses below 26. */
export const sharpnessWord = (value: number): string =>
  word(
    value,
    [
      [30, 'face.sharpness.blurred'],
      [40, 'face.sharpness.soft'],
    ],
    'face.sharpness.sharp',
  );
