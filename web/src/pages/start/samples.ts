import type { Sample } from '../../ui';
import { curl, searchSamples } from '../shared/samples';

/** Whose face it is, asked by a program of this server. */
export const questionSamples = (): Sample[] => [
  curl('/v1/verify', ['-F image=@photo.jpg']),
  ...searchSamples(),
];

export const registrationSamples = (): Sample[] => [
  curl('/v1/people', ["-F name='Ann Miller'", '-F image=@ann1.jpg', '-F image=@ann2.jpg', '-F consent=true']),
];
