import Foundation

/// What a test of the protocol plays on: the demo with platforms of the tests' own and a visitor who has signed
/// in, each made when it is first asked for and shared by the tests of a suite.
actor Stage {
    private var registered: [Platform.Registration: Task<Platform, any Error>] = [:]
    private var signedIn: Task<Visitor, any Error>?

    /// The platform with this registration.
    func platform(_ registration: Platform.Registration, on demo: Demo) async throws -> Platform {
        let task = registered[registration] ?? Task { try await Platform.register(registration, on: demo) }
        registered[registration] = task
        return try await task.value
    }

    /// A visitor with a session of the demo's local account.
    func visitor(on demo: Demo) async throws -> Visitor {
        let task =
            signedIn
            ?? Task {
                let visitor = Visitor()
                let platform = try await platform(.init(), on: demo)
                let person = try demo.local()
                let page = try await visitor.go(platform.authorizationURL(at: demo.metadata))
                _ = try await visitor.signIn(page, person.username, person.password)
                return visitor
            }
        signedIn = task
        return try await task.value
    }
}

extension Platform.Registration {
    static let basic = Platform.Registration()
    static let post = Platform.Registration(name: "Nền tảng gửi mật khẩu", authentication: "client_secret_post")
    static let `public` = Platform.Registration(name: "Ứng dụng công khai", authentication: "none")
    static let optionalPKCE = Platform.Registration(name: "Nền tảng cũ", isPKCEOptional: true)
    static let other = Platform.Registration(name: "Nền tảng khác")
    static let native = Platform.Registration(
        name: "Ứng dụng trên máy", redirectURIs: ["http://127.0.0.1/callback"], authentication: "none",
        isNative: true)
}

extension Demo {
    func platform(_ registration: Platform.Registration) async throws -> Platform {
        try await stage.platform(registration, on: self)
    }

    /// A visitor who has signed in already: an authorization request gets its code at once.
    func signedInVisitor() async throws -> Visitor { try await stage.visitor(on: self) }

    /// A fresh code for the platform, from the session of the visitor who has signed in.
    func code(for platform: Platform, _ form: Form? = nil) async throws -> String {
        let place = try await signedInVisitor().go(platform.authorizationURL(at: metadata, form))
        guard let target = place.leavesFor, let code = Form(of: target)["code"] else {
            throw Visitor.Lost(description: "no code but \(place.leavesFor ?? place.page.text)")
        }
        return code
    }

    /// What the platform gets for a fresh code.
    func tokens(for platform: Platform) async throws -> JSON {
        let form = platform.tokenForm(code: try await code(for: platform))
        let answer = try await HTTP.send(platform.tokenRequest(at: metadata, form))
        guard answer.status == 200 else {
            throw Visitor.Lost(description: "no tokens but \(answer.status) \(answer.text)")
        }
        return answer.json
    }

    func accessToken(for platform: Platform) async throws -> String {
        try await tokens(for: platform)["access_token"].string ?? ""
    }
}
