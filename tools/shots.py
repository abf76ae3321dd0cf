"""Takes the screenshots of the README from a running demonstration, which it starts on a port of its own.

    python tools/shots.py [--out docs/images] [--only NAME ...] [--all]

--all also shoots every other page, desktop and phone, in both languages, for looking over.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PORT = 8799
DOCUMENT = "/documents/minhou-22/"
# name: (account or none, address, phone too)
README = {
    "document": ("supervisor", f"{DOCUMENT}?sentence=11.s1"),
    "cockpit": ("leader", "/cockpit/minhou-22/"),
    "review": ("supervisor", "/delivery/minhou-22/review/16/"),
}
PHONES = {"document", "cockpit"}
"""Those of them that the README shows on a phone too."""
OTHERS = {
    "public": (None, "/public/minhou-22/"),
    "sign-in": (None, "/sign-in/"),
    "workbench-supervisor": ("supervisor", "/workbench/"),
    "workbench-liaison": ("development", "/workbench/"),
    "sheets": ("supervisor", "/delivery/minhou-22/sheets/"),
    "sheet": ("supervisor", "/delivery/minhou-22/sheets/1/"),
    "burden": ("supervisor", "/delivery/minhou-22/burden/"),
    "checks": ("supervisor", "/delivery/minhou-22/checks/"),
    "check": ("supervisor", "/delivery/minhou-22/checks/1/"),
    "reforms": ("supervisor", "/delivery/minhou-22/reforms/"),
    "events": ("supervisor", "/delivery/minhou-22/events/"),
    "task-tables": ("supervisor", "/delivery/minhou-22/tables/"),
    "source-papers": ("supervisor", "/delivery/minhou-22/sources/"),
    "bulk-report": ("development", "/delivery/minhou-22/report/"),
    "services-find": (None, "/services/find/"),
    "services-guide": (None, "/services/find/open-restaurant/"),
    "services-apply": (None, "/services/find/open-restaurant/apply/"),
    "services-windows": (None, "/services/windows/?item=food-permit&lon=119.19&lat=26.06"),
    "services-cases": ("window", "/services/cases/"),
    "services-process": ("supervisor", "/services/processes/bundle-restaurant/"),
    "services-edit": ("administrator", "/services/processes/instant/edit/"),
    "services-table": ("administrator", "/services/processes/bundle-restaurant/tables/food-route.dmn"),
    "services-authorities": ("window", "/services/authorities/"),
    "services-upload": ("administrator", "/services/catalogue/upload/"),
    "services-catalogue": ("supervisor", "/services/catalogue/"),
    "services-fees": ("supervisor", "/services/fees/?name=企业管理费&amount=500"),
    "services-documents": ("supervisor", "/services/documents/"),
    "services-contacts": ("leader", "/services/contacts/"),
    "services-report": ("grid", "/services/report/"),
    "accountability": ("auditor", "/accountability/"),
    "accountability-assets": ("supervisor", "/accountability/assets/"),
    "accountability-firm": ("supervisor", "/accountability/assets/firms/water-group/"),
    "accountability-simulate": (
        "leader",
        "/accountability/assets/simulate/?kind=merge&firm=water-works&other=water-supply",
    ),
    "accountability-resources": ("supervisor", "/accountability/resources/"),
    "accountability-audits": ("auditor", "/accountability/audits/"),
    "accountability-officials": ("auditor", "/accountability/officials/"),
    "accountability-official": ("auditor", "/accountability/officials/sample-one/"),
    "accountability-credit": ("supervisor", "/accountability/credit/"),
    "accountability-drawings": ("supervisor", "/accountability/credit/drawings/"),
    "accountability-compensation": ("supervisor", "/accountability/compensation/"),
    "projects": ("supervisor", "/projects/"),
    "projects-map": ("supervisor", "/projects/map/"),
    "projects-cities": ("supervisor", "/projects/cities/"),
    "projects-city": ("supervisor", "/projects/cities/university-town/"),
    "projects-rolling": ("supervisor", "/projects/rolling/"),
    "projects-choosing": ("leader", "/projects/choosing/?phase=1"),
    "projects-problems": ("supervisor", "/projects/problems/"),
    "projects-land": ("supervisor", "/projects/land/"),
    "projects-calls": ("industry", "/projects/calls/"),
    "projects-call": ("industry", "/projects/calls/epitaxy-yield/"),
    "projects-bid": ("window", "/projects/calls/sensor-calibration/"),
    "projects-review": ("expert", "/projects/calls/optical-crystal/review/"),
    "projects-calls-public": (None, "/projects/calls/public/"),
    "projects-leads": ("supervisor", "/projects/leads/"),
    "projects-lead": ("supervisor", "/projects/leads/lead-0020/"),
    "projects-consent": ("supervisor", "/projects/sample-qingkou-village/consent/"),
    "projects-worth": ("transport", "/projects/central-avenue/worth/"),
    "projects-phone": ("leader", "/projects/phone/"),
    "projects-public": (None, "/projects/public/"),
    "projects-take-in": ("administrator", "/projects/take-in/"),
    "project": ("transport", "/projects/central-avenue/"),
    "project-permits": ("supervisor", "/projects/national-road-324/"),
    "project-plan": ("transport", "/projects/central-avenue/plan/"),
    "measure-projects": ("supervisor", f"{DOCUMENT}measures/17/?tab=projects"),
    "measure": ("supervisor", f"{DOCUMENT}measures/11/"),
    "measure-tasks": ("supervisor", f"{DOCUMENT}measures/11/?tab=tasks"),
    "measure-services": ("supervisor", f"{DOCUMENT}measures/11/?tab=services"),
    "measure-history": ("supervisor", f"{DOCUMENT}measures/11/?tab=history"),
    "tasks": ("supervisor", "/delivery/minhou-22/tasks/"),
    "task": ("development", "/delivery/minhou-22/tasks/11.s1.c1/"),
    "task-review": ("supervisor", "/delivery/minhou-22/tasks/1.s1.c1/"),
    "review-home": ("supervisor", "/delivery/minhou-22/review/"),
    "commitment": ("supervisor", "/delivery/minhou-22/commitments/16.s1.c1/"),
    "unit": ("supervisor", "/units/development-reform/"),
    "units": ("supervisor", "/registry/units/"),
    "users": ("administrator", "/registry/users/"),
    "user": ("administrator", "/registry/users/development/"),
    "indicators": ("analyst", "/indicators/"),
    "indicator": ("analyst", "/indicators/income/"),
    "indicator-entry": ("analyst", "/indicators/retail_sales/"),
    "indicator-proof": ("analyst", "/indicators/income_growth_real/proof/2021/"),
    "stations": ("analyst", "/indicators/stations/"),
    "station-air": ("analyst", "/indicators/stations/sample-air-ganzhe/"),
    "station-water": ("analyst", "/indicators/stations/sample-water-1/"),
    "analysis-income": ("analyst", "/indicators/analyses/income_by_source/"),
    "analysis-carbon": ("analyst", "/indicators/analyses/carbon_path/"),
    "analysis-schools": ("analyst", "/indicators/analyses/primary_balance/"),
    "analysis-industry": ("analyst", "/indicators/analyses/industry_products/"),
    "measure-indicators": ("supervisor", f"{DOCUMENT}measures/18/?tab=indicators"),
    "register": ("window", "/registry/registers/person/"),
    "entry": ("window", "/registry/registers/person/7/"),
    "take-in": ("administrator", "/registry/registers/firm/take-in/"),
    "entitlements-home": (None, "/entitlements/"),
    "calculations": (None, "/entitlements/calculations/"),
    "calculation": (None, "/entitlements/calculations/medical_bill/"),
    "entitlements-firm": ("supervisor", "/entitlements/firm/?uscc=91990000000000019H"),
    "entitlements-household": ("window", "/entitlements/household/?number=H00000007"),
    "sweeps": ("window", "/entitlements/sweeps/"),
    "pipeline": ("window", "/entitlements/pipeline/"),
    "statutes": ("supervisor", "/entitlements/statutes/"),
    "statute": ("supervisor", "/entitlements/statutes/minimum_living_allowance/"),
    "parameters": ("supervisor", "/parameters/"),
    "parameter": ("supervisor", "/parameters/delivery.red_share/"),
    "record": ("auditor", "/record/"),
    "search": ("supervisor", "/search/?q=养老"),
    "public-text": (None, "/public/minhou-22/text/"),
    "forbidden": ("development", "/registry/users/"),
    "missing": ("supervisor", "/documents/none/"),
}
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


def browser_path() -> str:
    found = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if not found:
        sys.exit("没有找到 Chromium。")
    return found


def serve(folder: str, site: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "LUOSHI_VAR": folder}
    command = [str(Path(sys.executable).parent / "luoshi"), "up", "--demo", "--port", str(PORT)]
    process = subprocess.Popen(command, env=env, cwd=ROOT)
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{site}/healthz/", timeout=2)
            return process
        except OSError:
            time.sleep(0.5)
    process.terminate()
    sys.exit("演示服务没有启动。")


def sign_in(page: Page, site: str, account: str | None) -> None:
    if account:
        page.goto(f"{site}/sign-in/")
        page.click(f'button[value="{account}"]')


def shoot(
    browser: Browser,
    site: str,
    pages: dict[str, tuple[str | None, str]],
    out: Path,
    sizes: list[str],
    languages: list[str],
    full: bool,
) -> None:
    for name, (account, address) in pages.items():
        for size in sizes:
            for language in languages:
                context = browser.new_context(
                    viewport=SIZES[size], locale="en" if language == "en" else "zh-CN", device_scale_factor=1
                )
                context.add_cookies([{"name": "django_language", "value": language, "url": site}])
                page = context.new_page()
                sign_in(page, site, account)
                page.goto(site + address)
                page.wait_for_timeout(700)
                suffix = ("-phone" if size == "phone" else "") + ("-en" if language == "en" else "")
                page.screenshot(path=out / f"{name}{suffix}.png", full_page=full)
                context.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--full", action="store_true", help="the whole page, not the first screen")
    parser.add_argument("--site", help="address of a running demonstration, to use instead of a fresh one")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    pages = {**README, **OTHERS} if options.all or options.only else README
    if options.only:
        pages = {name: pages[name] for name in options.only}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        site = options.site or f"http://127.0.0.1:{PORT}"
        server = None if options.site else serve(folder, site)
        try:
            browser = play.chromium.launch(executable_path=browser_path(), args=FLAGS.split())
            everything = bool(options.all or options.only)
            languages = ["zh-hans", "en"] if everything else ["zh-hans"]
            shoot(browser, site, pages, options.out, ["desktop"], languages, options.full)
            on_phone = {name: page for name, page in pages.items() if everything or name in PHONES}
            shoot(browser, site, on_phone, options.out, ["phone"], languages, options.full)
            browser.close()
        finally:
            if server:
                server.terminate()
                server.wait(20)


if __name__ == "__main__":
    main()
