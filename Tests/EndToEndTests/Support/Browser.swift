import Foundation

/// Headless Chromium with a fresh profile, driven over WebDriver.
struct Browser: Sendable {
    struct Options: Sendable {
        var runsJavaScript = true
        var isPhone = false
        var language = "vi"

        static let plain = Options()
        static let withoutJavaScript = Options(runsJavaScript: false)
        static let phone = Options(isPhone: true)
    }

    struct Cookie: Sendable {
        let name: String
        let value: String
        let isSecure: Bool
        let isHTTPOnly: Bool
        let sameSite: String?
        let path: String?
    }

    /// An element on the page that is open.
    struct Element: Sendable {
        fileprivate let reference: String
    }

    private let driver: WebDriver
    private let session: String

    /// Opens a browser, lets `use` work with it, and closes it.
    static func open<Result: Sendable>(
        _ options: Options = .plain, _ use: @Sendable (Browser) async throws -> Result
    ) async throws -> Result {
        let folder = try makeTemporaryFolder("browser")
        defer { try? FileManager.default.removeItem(at: folder) }
        let driver = try await WebDriver.start(log: folder.appendingPathComponent("chromedriver.log"))
        let session: JSON
        do {
            session = try await driver.call("POST", "/session", capabilities(options, folder))
        } catch {
            await driver.stop()
            throw error
        }
        let browser = Browser(driver: driver, session: session["sessionId"].string ?? "")
        do {
            let result = try await use(browser)
            await browser.close()
            return result
        } catch {
            let page = (try? await browser.state()) ?? "the browser is gone"
            await browser.close()
            throw WebDriver.Failure(description: "\(error)\nThe browser was at \(page)")
        }
    }

    private func close() async {
        _ = try? await driver.call("DELETE", "/session/\(session)")
        await driver.stop()
    }

    private static func capabilities(_ options: Options, _ folder: URL) throws -> JSON {
        var arguments: [JSON] = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--window-size=1280,900", .string("--lang=\(options.language)"),
            .string("--user-data-dir=\(folder.path)/profile"),
        ]
        var preferences: [String: JSON] = [
            "intl.accept_languages": .string(options.language),
            "credentials_enable_service": false, "profile.password_manager_leak_detection": false,
        ]
        if !options.runsJavaScript {
            preferences["profile.managed_default_content_settings.javascript"] = 2
        }
        var chrome: [String: JSON] = [
            "binary": .string(try Installed.chromium().path), "prefs": .object(preferences),
        ]
        if options.isPhone {
            chrome["mobileEmulation"] = [
                "deviceMetrics": ["width": 360, "height": 740, "pixelRatio": 3, "touch": true],
                "clientHints": ["platform": "Android", "mobile": true],
                "userAgent":
                    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
            ]
            arguments.append("--hide-scrollbars")
        }
        chrome["args"] = .array(arguments)
        return [
            "capabilities": [
                "alwaysMatch": [
                    "browserName": "chrome", "goog:chromeOptions": .object(chrome),
                    "goog:loggingPrefs": ["performance": "ALL"],
                    "timeouts": ["implicit": 5000, "pageLoad": 30000],
                ]
            ]
        ]
    }

    @discardableResult
    private func call(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        try await driver.call(method, "/session/\(session)\(path)", method == "POST" ? body ?? [:] : nil)
    }
}

// Places.
extension Browser {
    func open(_ url: String) async throws { try await call("POST", "/url", ["url": .string(url)]) }
    func back() async throws { try await call("POST", "/back") }
    func reload() async throws { try await call("POST", "/refresh") }

    var url: String { get async throws { try await call("GET", "/url").string ?? "" } }
    var title: String { get async throws { try await call("GET", "/title").string ?? "" } }
    var source: String { get async throws { try await call("GET", "/source").string ?? "" } }
    var window: String { get async throws { try await call("GET", "/window").string ?? "" } }

    var windows: [String] { get async throws { try await call("GET", "/window/handles").strings } }

    /// Opens another tab and goes there; the answer is its handle.
    func openTab() async throws -> String {
        let handle = try await call("POST", "/window/new", ["type": "tab"])["handle"].string ?? ""
        try await switchTo(handle)
        return handle
    }

    func switchTo(_ handle: String) async throws {
        try await call("POST", "/window", ["handle": .string(handle)])
    }

    /// Where the browser is and what it shows, for messages.
    func state() async throws -> String {
        let shown = try await text("body").prefix(1500)
        return "\(try await url):\n\(shown)"
    }
}

// Elements.
extension Browser {
    func find(_ css: String) async throws -> Element {
        let found = try await call("POST", "/element", ["using": "css selector", "value": .string(css)])
        return Element(reference: found[WebDriver.elementKey].string ?? "")
    }

    /// How many there are at this moment, without waiting for more.
    func count(_ css: String) async throws -> Int {
        try await call("POST", "/timeouts", ["implicit": 0])
        let found = try await call("POST", "/elements", ["using": "css selector", "value": .string(css)])
        try await call("POST", "/timeouts", ["implicit": 5000])
        return found.array?.count ?? 0
    }

    func has(_ css: String) async throws -> Bool { try await count(css) > 0 }

    func click(_ css: String) async throws {
        try await call("POST", "/element/\(find(css).reference)/click")
    }

    func type(_ css: String, _ text: String) async throws {
        try await call("POST", "/element/\(find(css).reference)/value", ["text": .string(text)])
    }

    /// Types over what the field holds.
    func fill(_ css: String, _ text: String) async throws {
        try await call("POST", "/element/\(find(css).reference)/clear")
        try await type(css, text)
    }

    func text(_ css: String) async throws -> String {
        try await call("GET", "/element/\(find(css).reference)/text").string ?? ""
    }

    func attribute(_ css: String, _ name: String) async throws -> String? {
        try await call("GET", "/element/\(find(css).reference)/attribute/\(name)").string
    }

    /// Types into whatever has the focus.
    func press(_ keys: String) async throws {
        let active = try await call("GET", "/element/active")[WebDriver.elementKey].string ?? ""
        try await call("POST", "/element/\(active)/value", ["text": .string(keys)])
    }

    /// The id of whatever has the focus.
    var focus: String? {
        get async throws {
            let active = try await call("GET", "/element/active")[WebDriver.elementKey].string ?? ""
            return try await call("GET", "/element/\(active)/attribute/id").string
        }
    }
}

// The rest.
extension Browser {
    /// The cookies that the page that is open would be sent.
    func cookies() async throws -> [Cookie] {
        try await call("GET", "/cookie").array?.map { cookie in
            Cookie(
                name: cookie["name"].string ?? "", value: cookie["value"].string ?? "",
                isSecure: cookie["secure"].bool ?? false, isHTTPOnly: cookie["httpOnly"].bool ?? false,
                sameSite: cookie["sameSite"].string, path: cookie["path"].string)
        } ?? []
    }

    @discardableResult
    func run(_ script: String, _ arguments: [JSON] = []) async throws -> JSON {
        try await call("POST", "/execute/sync", ["script": .string(script), "args": .array(arguments)])
    }

    /// Runs a script that hands its result to the last of its arguments, a function.
    func runAsync(_ script: String, _ arguments: [JSON] = []) async throws -> JSON {
        try await call("POST", "/execute/async", ["script": .string(script), "args": .array(arguments)])
    }

    /// The URLs that the browser has asked for since the last call.
    func requestedURLs() async throws -> [String] {
        let entries = try await call("POST", "/se/log", ["type": "performance"]).array ?? []
        return entries.compactMap { entry in
            let event = (try? JSON((entry["message"].string ?? "").utf8)) ?? .null
            guard event["message"]["method"].string == "Network.requestWillBeSent" else { return nil }
            return event["message"]["params"]["request"]["url"].string
        }
    }

    /// Waits until something holds, by looking a bounded number of times.
    func wait(_ what: String, until holds: () async throws -> Bool) async throws {
        var lastError = ""
        for _ in 0..<100 {
            do {
                if try await holds() { return }
            } catch {
                lastError = "; in the end \(error)"
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw WebDriver.Failure(description: "waited in vain until \(what)\(lastError)")
    }

    func waitForURL(_ prefix: String) async throws {
        try await wait("the URL begins with \(prefix)") { try await url.hasPrefix(prefix) }
    }
}

/// Keys without a character (WebDriver §17.4.2).
enum Key {
    static let tab = "\u{E004}"
    static let enter = "\u{E007}"
    static let space = " "
}
