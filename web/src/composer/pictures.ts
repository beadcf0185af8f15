const SIDE_PX_MAX = 2_000;
const QUALITY = 0.82;

/** The first frame of a moving picture. */
export const still = (file: File): Promise<File> => drawn(file, 'image/png', '.png', Infinity);

/** The same picture with fewer bytes. */
export const smaller = (file: File): Promise<File> => drawn(file, 'image/jpeg', '.jpg', SIDE_PX_MAX);

async function drawn(file: File, type: string, ending: string, sideMax: number): Promise<File> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, sideMax / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, QUALITY));
  if (!blob) throw new Error('The picture could not be changed.');
  return new File([blob], file.name.replace(/\.\w+$/, '') + ending, { type });
}
