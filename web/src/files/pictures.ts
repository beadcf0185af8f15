const SIDE_PX_MAX = 2_000;
/** One after the other, until the picture is small enough. */
const ATTEMPTS: readonly { side: number; quality: number }[] = [
  { side: SIDE_PX_MAX, quality: 0.85 },
  { side: SIDE_PX_MAX, quality: 0.7 },
  { side: 1_600, quality: 0.7 },
  { side: 1_200, quality: 0.6 },
];

/** The first frame of a moving picture, or a picture of a type that few take, as a PNG. */
export const still = (file: File): Promise<File> => drawn(file, 'image/png', { side: Infinity, quality: 1 });

/** The same picture with at most so many bytes, as a JPEG. */
export async function smaller(file: File, bytesMax: number): Promise<File> {
  let smallest = file;
  for (const attempt of ATTEMPTS) {
    smallest = await drawn(file, 'image/jpeg', attempt);
    if (smallest.size <= bytesMax) break;
  }
  return smallest;
}

async function drawn(
  file: File,
  type: 'image/png' | 'image/jpeg',
  { side, quality }: { side: number; quality: number },
): Promise<File> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d')!;
  if (type === 'image/jpeg') {
    // What can be seen through would turn black.
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality));
  if (!blob) throw new Error('The picture could not be changed.');
  const ending = type === 'image/png' ? '.png' : '.jpg';
  return new File([blob], file.name.replace(/\.\w+$/, '') + ending, { type });
}
