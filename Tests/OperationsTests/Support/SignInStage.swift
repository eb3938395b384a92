import Accounts
import Cryptography
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Keys
@testable import Operations

/// An account of the city's, and browsers that sign in to it step by step.
struct SignInStage: Sendable {
    static let password = "Mật khẩu dài của riêng An 1!"

    let here: TestInstallation
    let username: Username
    let passwords: PasswordHasher
    let sealer: SecretSealer
    let device: BrowserSecret<DeviceCookie>
    private let client: ClientID

    var installation: Installation { here.installation }

    /// - Parameter held: where passwords that are hashed can be held in flight.
    init(beside other: SignInStage? = nil, held: HeldRandom? = nil) throws {
        here = try other?.here ?? TestInstallation()
        username = try #require(Username("an.nguyen"))
        client = try #require(ClientID("bi"))
        let random = here.installation.random
        passwords = try PasswordHasher(
            try Argon2Parameters(memoryKiB: 64, iterations: 1, parallelism: 1), atOnce: 2, waiting: 200,
            random: held ?? random)
        sealer = try SecretSealer(try MasterKey(Base64URL.encode([UInt8](repeating: 7, count: 32))), random: random)
        device = BrowserSecret(random: random)
    }

    /// What a stranger at a browser does now.
    var act: Act { Act(actor: .anonymous, origin: .local, now: here.clock.now) }

    /// Adds the account.
    func add() async throws -> (person: PersonID, code: ActivationCode) {
        let claims = PersonClaims(
            name: "An", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        guard case .added(let person, let issued) = try await AddAccount(installation).run(username, of: claims, act)
        else { throw TestInstallation.Unregistered() }
        return (person, issued.code)
    }

    func reset() async throws -> ActivationCode {
        guard case .reset(let issued) = try await ResetAccount(installation).run(username, act) else {
            throw TestInstallation.Unregistered()
        }
        return issued.code
    }

    /// A browser with an interaction of its own.
    func browser() async throws -> StepPlace {
        let browser = BrowserSecret<BrowserCookie>(random: installation.random)
        let interaction = Interaction(
            id: InteractionID(random: installation.random), source: .request(FormParameters([("client_id", "bi")])),
            clientID: client, progress: Interaction.Progress(startedAt: here.clock.now), isComplete: false)
        try await here.write { transaction in try transaction.interactions.begin(interaction, browser: browser) }
        return StepPlace(interaction: interaction.id, client: client, browser: browser, session: nil)
    }

    func begin(_ text: String = Self.password, at place: StepPlace) async throws -> PasswordSignIn.Outcome {
        let password = try #require(PresentedPassword(text))
        return try await PasswordSignIn(installation, passwords)
            .run(username.text, password, device: device, at: place, act)
    }

    /// The step that is due.
    func step(_ place: StepPlace) async throws -> SignInStep? {
        let now = here.clock.now
        return try await here.read { transaction in
            try transaction.dueStep(in: place.interaction, place.browser, at: now)?.step
        }
    }

    func choose(_ text: String = Self.password, at place: StepPlace) async throws -> ChoosePassword.Outcome {
        try await ChoosePassword(installation, passwords)
            .run(try NewPassword(text, for: username), at: place, act)
    }

    func enrol(at place: StepPlace) async throws -> (seed: OneTimePasswordSeed, Enrolled) {
        let act = act
        let enrol = EnrolSecondFactor(installation, sealer)
        let setup = try #require(try await enrol.begin(at: place, act.now))
        let outcome = try await enrol.confirm(code(setup.seed), device: device, at: place, act)
        guard case .enrolled(let cookie, _, let codes) = outcome else { throw TestInstallation.Unregistered() }
        return (setup.seed, Enrolled(cookie: cookie, codes: codes))
    }

    struct Enrolled: Sendable {
        let cookie: BrowserSecret<SessionCookie>
        let codes: [RecoveryCode]
    }

    /// What the app shows now.
    func code(_ seed: OneTimePasswordSeed) -> OneTimePassword {
        seed.code(at: OneTimePasswordSeed.timeStep(at: here.clock.now))
    }

    func show(_ presented: SecondFactor.Presented, at place: StepPlace) async throws -> SecondFactor.Outcome {
        try await SecondFactor(installation, sealer).run(presented, device: device, at: place, act)
    }

    /// An account whose holder has done the first sign-in, half a minute ago.
    func activated() async throws -> (seed: OneTimePasswordSeed, Enrolled) {
        let (_, code) = try await add()
        let place = try await browser()
        _ = try await begin(code.text, at: place)
        _ = try await choose(at: place)
        let enrolled = try await enrol(at: place)
        here.clock.advance(by: .seconds(30))
        return enrolled
    }

    func session(_ cookie: BrowserSecret<SessionCookie>) async throws -> Session? {
        let now = here.clock.now
        return try await here.read { transaction in try transaction.sessions.find(cookie, at: now) }
    }
}

extension PasswordSignIn.Outcome {
    var begunStep: SignInStep? { if case .begun(let step) = self { step } else { nil } }
    /// For comparisons.
    var word: String {
        switch self {
        case .begun: "begun"
        case .kept: "kept"
        case .wrong: "wrong"
        case .locked: "locked"
        case .busy: "busy"
        }
    }
}

extension SecondFactor.Outcome {
    var cookie: BrowserSecret<SessionCookie>? { if case .signedIn(let cookie) = self { cookie } else { nil } }
    var word: String {
        switch self {
        case .signedIn: "signed in"
        case .wrong: "wrong"
        case .used: "used"
        case .locked: "locked"
        case .disabled: "disabled"
        case .notDue: "not due"
        }
    }
}
