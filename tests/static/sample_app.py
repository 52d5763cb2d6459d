"""Sample pages over the real layout, macros, styles and scripts, without database: what the front-end tests open."""

from pathlib import Path
from types import SimpleNamespace

from flask import Flask, Response, jsonify, render_template, request, send_file
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

ROOT = Path(__file__).resolve().parents[2]
# Stricter than the site's own policy: no inline style attribute either. A breach shows as an error on the console.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-sample'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'"
)
SIGNED_IN = SimpleNamespace(name="陈一鸣", is_anonymous=False)


class ApplicationForm(FlaskForm):
    """One field of each kind that the macro draws differently."""

    name = StringField("拟用名称", validators=[DataRequired(), Length(max=40)], description="专名与通名写在一起")
    category = SelectField("类别", choices=[SelectChoice("street", "街路巷"), SelectChoice("park", "住宅区")])
    approved = DateField("批准日期", validators=[DataRequired()])
    reason = TextAreaField("命名理由")
    kind = RadioField(
        "申请方式", choices=[SelectChoice("new", "命名"), SelectChoice("change", "更名")], validators=[DataRequired()]
    )
    agreed = BooleanField("已征求相邻县意见", validators=[DataRequired()])


def _place(number: int, name: str, spelling: str, lon: float, lat: float, match: str, matched: str) -> SimpleNamespace:
    place_id = f"0190a1b2-0000-7000-8000-{number:012d}"
    return SimpleNamespace(
        place_id=place_id, name=name, spelling=spelling, lon=lon, lat=lat, match=match, matched=matched
    )


PLACES = [
    _place(1, "白露塘镇", "Bailutang Zhen", 113.08, 25.72, "exact", "白露塘镇"),
    _place(2, "白露塘村", "Bailutang Cun", 113.12, 25.75, "prefix", "白露塘村"),
    _place(3, "坳上镇", "Aoshang Zhen", 113.05, 25.68, "former", "白露塘乡"),
]
EVENTS = [
    {"date": "2026年9月18日", "datetime": "2026-09-18", "title": "公告", "actor": "郴州市民政局", "tone": "good"},
    {"date": "2026年9月10日", "title": "批准命名", "actor": "苏仙区人民政府", "source": "地名管理条例第十二条"},
    {"date": "2026年8月2日", "title": "受理", "actor": "苏仙区民政局", "text": "材料齐全", "tone": "done"},
]
PUBLIC_PAGES = [("public.home", "首页"), ("search", "地名查询"), ("map", "地图"), ("place", "公告"), ("form", "纠错")]
WORK_PAGES = [("work", "我的待办"), ("form", "新建申请"), ("error", "界线"), ("public.home", "公开网站")]


def create_sample_app(tiles: Path | None = None) -> Flask:
    """`tiles` holds `<layer>/<z>/<x>/<y>.pbf` files; without it every tile is empty (204)."""
    app = Flask("sample", static_folder=str(ROOT / "static"), template_folder=str(Path(__file__).parent / "templates"))
    app.config.update(SECRET_KEY="sample only, never served to anybody", BABEL_DEFAULT_LOCALE="zh_Hans_CN")
    app.jinja_loader.searchpath.append(str(ROOT / "geoapp/web/templates"))  # type: ignore[union-attr]
    app.jinja_env.globals["csp_nonce"] = lambda: "sample"
    app.jinja_env.tests["readable"] = lambda text: True
    Babel(app)
    CSRFProtect(app)

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.context_processor
    def frame() -> dict[str, object]:
        work = request.path.startswith("/work")
        return {
            "navigation": [
                (endpoint, label, request.endpoint == endpoint)
                for endpoint, label in (WORK_PAGES if work else PUBLIC_PAGES)
            ],
            "current_actor": SIGNED_IN if work else None,
            "login_url": "/work/queue",
            "logout_url": "/work/queue",
            "map_review_number": request.args.get("number", "湘S(2026)000号(示例)"),
            "data_date": "2023年6月30日",
            "footer_links": [("public.home", "无障碍说明"), ("search", "数据来源"), ("map", "开放接口")],
            "places": PLACES,
            "events": EVENTS,
        }

    @app.get("/", endpoint="public.home")
    def home() -> str:
        return render_template("home.html")

    @app.get("/language/<language>", endpoint="public.set_language")
    def set_language(language: str) -> str:
        return language

    @app.get("/search", endpoint="search")
    def search() -> str:
        return render_template("results.html", query=request.args.get("q", ""))

    @app.get("/place/<place_id>")
    @app.get("/place", endpoint="place")
    def place(place_id: str = "") -> str:
        return render_template("place.html")

    @app.get("/map", endpoint="map")
    def map_page() -> str:
        return render_template("map.html")

    @app.get("/work/queue", endpoint="work")
    def work() -> str:
        return render_template("work.html")

    @app.route("/work/form", methods=["GET", "POST"], endpoint="form")
    def form() -> str:
        application = ApplicationForm(formdata=request.args if "wrong" in request.args else None, meta={"csrf": False})
        if "wrong" in request.args:
            application.validate()
        return render_template("form.html", form=application)

    @app.get("/error", endpoint="error")
    def error() -> tuple[str, int]:
        return render_template(
            "errors/error.html", status=404, code="not_found", what="没有找到",
            message="这个地名不存在，或者已经并入别的地名。", problems=(), mend="请检查链接，或从首页重新查询。",
        ), 404  # fmt: skip

    @app.get("/api/v1/suggest")
    def suggest() -> Response:
        rows = [
            {
                "place_id": place.place_id, "name": place.name, "spelling": place.spelling, "match": place.match,
                "matched": place.matched, "division": "湖南省郴州市苏仙区", "class_name": "乡级行政区",
            }
            for place in PLACES
        ]  # fmt: skip
        return jsonify(items=rows)

    @app.get("/tiles/<layer>/<int:z>/<int:x>/<int:y>.mvt")
    def tile(layer: str, z: int, x: int, y: int) -> Response:
        path = tiles / layer / str(z) / str(x) / f"{y}.pbf" if tiles else None
        if path is None or not path.is_file():
            return Response(status=204)
        return send_file(path, mimetype="application/vnd.mapbox-vector-tile")

    return app
