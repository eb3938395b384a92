import Foundation
import Subprocess
import Synchronization
import TestSupport
import Testing

/// An installation whose server a test kills and starts again, at one address.
final class RestartedServer: Sendable {
    let installation: Installation
    let issuer: String
    let metadata: Metadata
    private let settings: [Environment.Key: String?]
    private let process: Mutex<ChildProcess>

    /// Runs a server of an installation of its own for as long as a body does.
    static func run(
        _ settings: [Environment.Key: String?] = [:], _ body: (RestartedServer) async throws -> Void
    ) async throws {
        let installation = try await Installation.empty()
        defer { installation.remove() }
        let server = try await RestartedServer(installation, settings)
        do { try await body(server) } catch {
            await server.running.stop()
            throw HTTP.Failure(description: "\(error)\nThe server's log ends with:\n\(server.running.logTail)")
        }
        await server.running.stop()
    }

    private var running: ChildProcess { process.withLock { $0 } }

    private init(_ installation: Installation, _ more: [Environment.Key: String?]) async throws {
        let port = try freePort()
        self.installation = installation
        issuer = "http://localhost:\(port)"
        let place: [Environment.Key: String?] = ["HUE_SSO_ISSUER": issuer, "HUE_SSO_LISTEN_PORT": "\(port)"]
        settings = installation.serving.merging(place) { $1 }.merging(more) { $1 }
        let first = try Self.start(installation, settings)
        process = Mutex(first)
        do {
            _ = try await first.listeningPort()
            metadata = try await Metadata.discover(issuer: issuer)
        } catch {
            await first.stop()
            throw error
        }
    }

    private static func start(
        _ installation: Installation, _ settings: [Environment.Key: String?]
    ) throws -> ChildProcess {
        try ChildProcess(
            Installed.program("hue-sso"), ["serve"] + Assumed.on(installation.data), environment: settings,
            log: installation.data.appendingPathComponent("serve.log"))
    }

    /// Ends it as a power cut would, and starts another.
    func killAndRestart() async throws {
        running.send(.kill)
        _ = try await running.end
        let next = try Self.start(installation, settings)
        process.withLock { $0 = next }
        _ = try await next.listeningPort()
    }

    func command(_ arguments: String...) async throws -> ProgramRun { try await installation.run(arguments) }

    func register(_ registration: Platform.Registration) async throws -> Platform {
        try await Platform.register(registration, in: installation.data)
    }

    /// The one session that there is, or was; looks at it until it is as a test waits for.
    @discardableResult
    func session(once isSo: (JSON) -> Bool) async throws -> JSON {
        var last = JSON.null
        for _ in 0..<300 {
            last = try await installation.json("session", "list", "--all").array?.first ?? .null
            if isSo(last) { return last }
        }
        throw HTTP.Failure(description: "the session never was as it should be: \(last)")
    }

    /// Somebody who has an account, and has signed in.
    func person(_ username: String) async throws -> Person {
        Person(visitor: try await activate(username), metadata: metadata)
    }

    /// Somebody who has an account, and signs in with a browser of their own.
    func account(_ username: String) async throws -> Demo.Person {
        _ = try await activate(username)
        return Demo.Person(username: username, password: Self.password, otp: nil, description: "")
    }

    private static let password = "Chim hot ben song 2026!"

    /// Issues an account, and signs its holder in for the first time.
    private func activate(_ username: String) async throws -> Visitor {
        let added = try await installation.json(
            "account", "add", "--username", username, "--name", "Người Thử Nghiệm")
        let platform = try await register(.init(name: "Nơi đăng nhập lần đầu"))
        let visitor = Visitor()
        let page = try await visitor.go(platform.authorizationURL(at: metadata))
        let code = added["activation_code"].string ?? ""
        let place = try await visitor.signIn(page, username, code, choosing: Self.password)
        guard Form(of: place.leavesFor ?? "")["code"] != nil else {
            throw Visitor.Lost(description: "\(username) is not signed in: \(place.page.text)")
        }
        return visitor
    }

    /// Somebody who has signed in, and what they do at platforms.
    struct Person {
        let visitor: Visitor
        let metadata: Metadata

        func code(_ platform: Platform) async throws -> String {
            let place = try await visitor.go(platform.authorizationURL(at: metadata))
            return try #require(Form(of: place.leavesFor ?? "")["code"], "\(place.page.text)")
        }

        func tokens(_ platform: Platform) async throws -> JSON {
            let form = platform.tokenForm(code: try await code(platform))
            let answer = try await HTTP.send(platform.tokenRequest(at: metadata, form))
            try #require(answer.status == 200, "\(answer.text)")
            return answer.json
        }

        func refreshToken(_ platform: Platform) async throws -> String {
            try #require(try await tokens(platform)["refresh_token"].string)
        }

        /// Pushes a request, and gets its name.
        func push(_ platform: Platform) async throws -> String {
            let endpoint = try #require(metadata.json["pushed_authorization_request_endpoint"].string)
            let answer = try await HTTP.send(
                .post(endpoint, form: platform.authorizationForm.encoded, [platform.basic()]))
            return try #require(answer.json["request_uri"].string, "\(answer.text)")
        }

        /// Whether a pushed request gets a code.
        func isTaken(_ requestURI: String, by platform: Platform) async throws -> Bool {
            let form: Form = ["client_id": platform.id, "request_uri": requestURI]
            let place = try await visitor.go(metadata.authorization + "?" + form.encoded)
            return Form(of: place.leavesFor ?? "")["code"] != nil
        }

        /// A device code that was approved.
        func approveDevice(of platform: Platform) async throws -> String {
            let endpoint = try #require(metadata.json["device_authorization_endpoint"].string)
            let answer = try await HTTP.send(.post(endpoint, form: "scope=openid", [platform.basic()]))
            let page = try await visitor.go(try #require(answer.json["verification_uri"].string, "\(answer.text)"))
            let asked = try await visitor.submit(
                page, formWith: "user-code", ["user-code": answer.json["user_code"].string ?? ""], button: "submit")
            let done = try await visitor.press(asked, id: "allow")
            try #require(done.page.element(id: "done") != nil, "\(done.page.text)")
            return try #require(answer.json["device_code"].string)
        }
    }
}
