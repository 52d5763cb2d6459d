/** The words that scripts put on the page, in both languages. A page's `lang` decides; a test compares the keys. */

const CHINESE = {
  suggestions_label: "候选地名",
  suggestions_none: "没有候选，可直接查询",
  suggestions_failed: "暂时给不出候选，可直接查询",
  suggestions_count: "{count} 条候选，用上下方向键选择",
  suggestions_chosen: "{count} 条候选，第 {index} 条 {text}",
  matched_former: "旧称：{text}",
  retired: "已注销的地名",
  matched_alias: "别名：{text}",
  matched_other: "匹配：{text}",
  zoom_in: "放大",
  zoom_out: "缩小",
  demo_position: "示例位置",
  open_place: "打开地名页",
  open_division: "打开政区页",
  cluster: "此处约 {count} 个地名，点击放大",
  twin_count: "视野内 {count} 条",
  twin_cut: "视野内 {count} 条，列出最重要的 {shown} 条",
  twin_cluster: "约 {count} 个地名",
  twin_empty: "视野内没有地名，请移动或缩小地图",
  twin_nearer: "放大地图，可以看到周围已有的地名",
  tiles_failed: "部分地图没有取到，请稍后移动地图重试",
  request_failed: "请求没有成功，请稍后重试",
};

const ENGLISH = {
  suggestions_label: "Suggested place names",
  suggestions_none: "No suggestion; you can search all the same",
  suggestions_failed: "Suggestions are away for now; you can search all the same",
  suggestions_count: "{count} suggestions, choose with the arrow keys",
  suggestions_chosen: "{count} suggestions, number {index}: {text}",
  matched_former: "formerly: {text}",
  retired: "retired name",
  matched_alias: "alias: {text}",
  matched_other: "matched: {text}",
  zoom_in: "Zoom in",
  zoom_out: "Zoom out",
  demo_position: "example position",
  open_place: "Open the place page",
  open_division: "Open the division page",
  cluster: "About {count} places here, press to zoom in",
  twin_count: "{count} in view",
  twin_cut: "{count} in view, the {shown} most important are listed",
  twin_cluster: "about {count} places",
  twin_empty: "No place in view; move the map or zoom out",
  twin_nearer: "Zoom in to see the names around",
  tiles_failed: "Some of the map did not arrive; move the map to try again",
  request_failed: "The request failed; please try again later",
};

export const CATALOGUES = { zh: CHINESE, en: ENGLISH };

/** The text of `key` in the language of the page, with `{name}` replaced from `values`. */
export function text(key, values = {}, language = globalThis.document?.documentElement.lang ?? "zh") {
  const catalogue = language.startsWith("en") ? ENGLISH : CHINESE;
  return catalogue[key].replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
}
