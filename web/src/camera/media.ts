import { remember, remembered } from '../browser/remembered';

/** Why there is no picture, as far as a browser tells; each has another remedy. */
export type CameraFault = 'insecure' | 'denied' | 'none' | 'busy' | 'unplugged' | 'failed';

const FAULTS: Record<string, CameraFault> = {
  NotAllowedError: 'denied',
  PermissionDeniedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  DevicesNotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  AbortError: 'busy',
};

export const faultOf = (error: unknown): CameraFault =>
  (error instanceof Error && FAULTS[error.name]) || 'failed';

export interface CameraDevice {
  id: string;
  /** Empty until the camera may be used. */
  label: string;
}

/** Browsers hand cameras to https and localhost only, and hide the whole interface from other pages. */
export const mayHaveCamera = (): boolean => typeof navigator.mediaDevices?.getUserMedia === 'function';

export const listCameras = async (): Promise<CameraDevice[]> =>
  (await navigator.mediaDevices.enumerateDevices())
    .filter((device) => device.kind === 'videoinput' && device.deviceId !== '')
    .map((device) => ({ id: device.deviceId, label: device.label }));

const STORED = 'mien.camera';

export const rememberedCamera = () => remembered(STORED);
export const rememberCamera = (id: string) => remember(STORED, id);

const open = (choice: MediaTrackConstraints): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...choice },
  });

/** The camera of that id or, where it is not there any more, the one that looks at whoever holds the device. */
export const openCamera = async (id: string | undefined): Promise<MediaStream> => {
  if (id !== undefined) {
    try {
      return await open({ deviceId: { exact: id } });
    } catch (error) {
      if (faultOf(error) !== 'none') throw error;
    }
  }
  return open({ facingMode: 'user' });
};

export const stopStream = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop();
};
