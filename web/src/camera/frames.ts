export interface Size {
  width: number;
  height: number;
}

export interface Region extends Size {
  x: number;
  y: number;
}

/** As large as fits, never larger than it is. */
export const sizeWithin = ({ width, height }: Size, sideMax: number): Size => {
  const scale = Math.min(1, sideMax / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/** The part of a source that is seen where it covers a view of another shape: what is not seen is not sent either. */
export const visibleRegion = (source: Size, view: Size): Region => {
  const scale = Math.max(view.width / source.width, view.height / source.height);
  const width = Math.min(source.width, view.width / scale);
  const height = Math.min(source.height, view.height / scale);
  return { x: (source.width - width) / 2, y: (source.height - height) / 2, width, height };
};

export const draw = (source: CanvasImageSource, region: Region, size: Size): HTMLCanvasElement => {
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d', { alpha: false });
  if (context) {
    context.imageSmoothingQuality = 'high';
    // What was transparent is white, not black, in a JPEG.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, size.width, size.height);
    context.drawImage(source, region.x, region.y, region.width, region.height, 0, 0, size.width, size.height);
  }
  return canvas;
};

export const toJpeg = (canvas: HTMLCanvasElement, quality: number): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        // Some browsers keep a canvas's memory until they are told to let it go.
        canvas.width = 0;
        canvas.height = 0;
        if (blob) resolve(blob);
        else reject(new Error('The picture could not be made.'));
      },
      'image/jpeg',
      quality,
    );
  });

const GUIDE = { sideMax: 640, quality: 0.8 };
const PHOTO = { sideMax: 4096, quality: 0.92 };

/** What the viewfinder shows now, not mirrored; undefined while there is no picture yet. */
export const grab = async (video: HTMLVideoElement, what: 'guide' | 'photo'): Promise<Blob | undefined> => {
  const source = { width: video.videoWidth, height: video.videoHeight };
  const view = { width: video.clientWidth, height: video.clientHeight };
  if (source.width === 0 || view.width === 0 || view.height === 0) return undefined;
  const { sideMax, quality } = what === 'guide' ? GUIDE : PHOTO;
  const region = visibleRegion(source, view);
  return toJpeg(draw(video, region, sizeWithin(region, sideMax)), quality);
};
