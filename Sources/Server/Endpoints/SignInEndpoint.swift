import Accounts
import Audit
import Cryptography
import Database
import Hummingbird
import Identity
import OpenIDConnect
import Pages
import Storage
import Wire

/// The login page, and the way in with an account that the city issued.
struct SignInEndpoint: Sendable {
    private let database: Database
    private let desk: InteractionDesk
    private let face: Face
    private let door: Door
    private let passwords: PasswordHasher
    private let clock: any WallClock
    private let random: any RandomSource
    private let offersVNeID: Bool

    init(_ provider: Provider, desk: InteractionDesk, face: Face, door: Door) {
        database = provider.database
        passwords = provider.passwords
        clock = provider.clock
        random = provider.random
        offersVNeID = provider.vneid != nil
        self.desk = desk
        self.face = face
        self.door = door
    }

    func get(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        switch try await desk.open(request, context) {
        case .answered(let response): return response
        case .opened(let opened):
            // After the back button, or in a second tab: there is nothing to sign in for any more.
            if let session = opened.session?.session, isSatisfied(by: session, opened) {
                return .redirect(to: opened.returnPath)
            }
            let problem = try? request.queryParameters().single("problem")
            return page(opened, problem: problem.flatMap(UpstreamProblem.init)?.shown, request)
        }
    }

    func post(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        let form: FormParameters
        do { form = try await request.form() } catch {
            try await desk.recorder.refused(.signIn, error.rawValue, context)
            return face.unreadable(error, request)
        }
        switch try await desk.open(request, context) {
        case .answered(let response): return response
        case .opened(let opened):
            guard opened.acceptsForm(form) else {
                try await record("foreign-form", nil, "", opened, context)
                return page(opened, problem: .formTooOld, status: .forbidden, request)
            }
            return try await signIn(form, opened, request, context)
        }
    }

    private func signIn(
        _ form: FormParameters, _ opened: InteractionDesk.Opened, _ request: Request,
        _ context: ProviderRequestContext
    ) async throws -> Response {
        guard let name = (try? form.single("username")) ?? nil, let password = (try? form.single("password")) ?? nil,
            password.utf8.count <= NewPassword.maximumBytes
        else {
            return page(opened, problem: .missingFields, status: .badRequest, request)
        }
        let attempt: Attempt
        do {
            attempt = try await check(name, password, request)
        } catch let error as PasswordHashingError {
            guard error == .busy else { throw error }
            try await record("busy", nil, name, opened, context)
            return page(opened, problem: .tooManyAttemptsAtOnce, status: .serviceUnavailable, username: name, request)
                .adding(.retryAfter, "5")
        }
        switch attempt {
        case .right(let account, let counter, let rehashed):
            let settled = try await settle(account, counter, rehashed, opened, request, context)
            // Whoever holds the password of a disabled account is not told that it is right.
            return settled
                ?? page(opened, problem: .wrongUsernameOrPassword, status: .forbidden, username: name, request)
        case .wrong(let account):
            try await record("wrong-password", account, name, opened, context)
            return page(opened, problem: .wrongUsernameOrPassword, status: .forbidden, username: name, request)
        case .locked(let until):
            try await record("locked", nil, name, opened, context)
            let seconds = max(1, (until - clock.now).wholeSeconds)
            let minutes = Int(clamping: (seconds + 59) / 60)
            return page(opened, problem: .locked(minutes: minutes), status: .tooManyRequests, username: name, request)
                .adding(.retryAfter, String(seconds))
        }
    }

    // MARK: The password

    private enum Attempt: Sendable {
        case right(LocalAccount, AttemptCounter, rehashed: String?)
        case wrong(PersonID?)
        case locked(until: Instant)
    }

    /// Counts the attempt first, then looks at the password. A name that can't be one, one that nobody has and a wrong
    /// password take the same way and the same time.
    private func check(_ name: String, _ password: String, _ request: Request) async throws -> Attempt {
        guard let username = Username(name) else {
            _ = try await passwords.verify(Array(password.utf8), against: nil)
            return .wrong(nil)
        }
        let device = request.cookie(DeviceCookie.self)?.hash
        let now = clock.now
        let (reserved, account) = try await database.write { transaction in
            (
                try transaction.passwordAttempts.reserve(username, device: device, at: now),
                try transaction.localAccounts.find(username)
            )
        }
        if case .locked(let until) = reserved.reservation { return .locked(until: until) }
        let verdict: PasswordHasher.Verdict
        do {
            verdict = try await passwords.verify(Array(password.utf8), against: account?.passwordHash)
        } catch {
            try await database.write { transaction in
                try transaction.passwordAttempts.giveBack(reserved.counter)
            }
            throw error
        }
        guard let account, case .right(let rehashed) = verdict else { return .wrong(account?.person) }
        return .right(account, reserved.counter, rehashed: rehashed)
    }

    /// - Returns: `nil` when the account is disabled.
    private func settle(
        _ account: LocalAccount, _ counter: AttemptCounter, _ rehashed: String?, _ opened: InteractionDesk.Opened,
        _ request: Request, _ context: ProviderRequestContext
    ) async throws -> Response? {
        let known = request.cookie(DeviceCookie.self)
        let device = known ?? BrowserSecret(random: random)
        let entry = try await door.enter(opened, request, context) { transaction, now in
            if try transaction.people.isEnabled(account.person) {
                try transaction.passwordAttempts.clear(counter)
                try transaction.devices.remember(device.hash, of: account.username, at: now)
                if let rehashed {
                    try transaction.localAccounts.setPasswordHash(rehashed, of: account.username, at: nil)
                }
            }
            return .password(account.person)
        }
        guard let entry else { return nil }
        return face.goOn(to: opened.returnPath, platformName: opened.client.name, request)
            .setting(entry).setting(device, maxAge: Session.deviceMemory)
    }

    private func record(
        _ word: String, _ person: PersonID?, _ name: String, _ opened: InteractionDesk.Opened,
        _ context: ProviderRequestContext
    ) async throws {
        let actor: AuditEvent.Actor =
            person.map { .person($0) } ?? Username(name).map { .claimed($0.text) } ?? .anonymous
        try await desk.recorder.refused(.signIn, word, context, client: opened.client.id, actor: actor)
    }

    // MARK: The page

    private func isSatisfied(by session: Session, _ opened: InteractionDesk.Opened) -> Bool {
        let step = NextStep.decide(
            opened.request, authentication: session.authentication, progress: opened.interaction.progress,
            consented: [], at: clock.now)
        if case .signIn = step { return false }
        // Someone who chose another account on the confirmation page is here to sign in anew.
        return step != .confirmAccount
    }

    private func page(
        _ opened: InteractionDesk.Opened, problem: SignInPage.Problem?, status: HTTPResponse.Status = .ok,
        username: String? = nil, _ request: Request
    ) -> Response {
        face.page(
            SignInPage(
                platformName: opened.client.name, action: "/sign-in/\(opened.id.text)",
                formToken: opened.formToken, vneidPath: offersVNeID ? "/sign-in/\(opened.id.text)/vneid" : nil,
                username: username ?? opened.request.loginHint ?? "", problem: problem,
                reauthentication: opened.session.map { .platformAsksAgain(personName: $0.name) }),
            for: request, status: status, uiLocales: opened.request.uiLocales)
    }
}

/// What went wrong at VNeID, as it stands in the address of the login page.
enum UpstreamProblem: String, Sendable {
    case refused, failed, unavailable
    case levelTooLow = "level-too-low"
    case accountDisabled = "account-disabled"

    var shown: SignInPage.Problem {
        switch self {
        case .refused: .vneidRefused
        case .failed: .vneidFailed
        case .unavailable: .vneidUnavailable
        case .levelTooLow: .levelTooLow
        case .accountDisabled: .accountDisabled
        }
    }
}
