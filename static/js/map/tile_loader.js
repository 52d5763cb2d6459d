/**
 * Loading of vector tiles with patience: a map asks for many tiles at once, and a server that is busy for a moment
 * answers 503. Without asking again the hole would stay until the person moves the map.
 */

const RETRIES = 3;
const PAUSE_MS = 600;
const TILE_FAILED = 3;

/** For `source.setTileLoadFunction`. */
export function loadTile(tile, address) {
  tile.setLoader((extent, _resolution, projection) => {
    read(address)
      .then((body) => tile.setFeatures(tile.getFormat().readFeatures(body, { extent, featureProjection: projection })))
      .catch(() => tile.setState(TILE_FAILED));
  });
}

async function read(address) {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(address, { credentials: "same-origin" });
    if (response.ok) {
      return response.arrayBuffer();
    }
    if (response.status !== 503 || attempt === RETRIES) {
      throw new Error(`tile refused: ${response.status}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (attempt + 1)));
  }
}
