import Identity

/// The login page: which platform asks, VNeID first, the account issued by the city second, other parties between.
package struct SignInPage: Page {
    private let platformName: String
    private let action: String
    private let formToken: String
    private let vneidPath, vneidAppPath: String?
    private let upstreams: [Way]
    private let offersDirectory: Bool
    private let username: String
    private let problem: Problem?
    private let reauthentication: Reauthentication?

    /// What went wrong at the last attempt.
    package enum Problem: Hashable, Sendable {
        case wrongUsernameOrPassword, missingFields, passwordTooLong
        /// The form token is no longer good.
        case formTooOld
        case tooManyAttemptsAtOnce, accountDisabled
        case locked(minutes: Int)
        /// At VNeID, the person refused; VNeID's answer was wrong; VNeID doesn't answer.
        case vneidRefused, vneidFailed, vneidUnavailable
        /// The identity is of a lower level than the platform requires.
        case levelTooLow
        /// The person was signed in at VNeID longer ago than the platform allows.
        case vneidNotFresh
        /// The same at another party, by the name that people know it by.
        case elsewhere(Elsewhere, Bilingual)
        /// The directory of staff doesn't answer.
        case directoryUnavailable
        /// The directory's password was right, but is too old, has to be changed there first, or isn't taken now.
        case directoryPasswordExpired, directoryPasswordToChange, directoryNotNow
        /// The directory says that the account is.
        case lockedInDirectory, disabledInDirectory

        /// Whether the two fields have to be filled in differently.
        fileprivate var isAboutFields: Bool {
            [.wrongUsernameOrPassword, .missingFields, .passwordTooLong].contains(self)
        }
    }

    /// What went wrong at a party other than VNeID.
    package enum Elsewhere: Hashable, Sendable, CaseIterable {
        case refused, failed, unavailable, levelTooLow, notFresh
    }

    /// A way in with a party other than VNeID.
    package struct Way: Hashable, Sendable {
        package let name: Bilingual
        /// Of the party: names its button.
        package let id: String
        /// Where it begins.
        package let path: String

        package init(id: String, name: Bilingual, path: String) {
            self.id = id
            self.name = name
            self.path = path
        }
    }

    /// Why a person who is signed in is asked to sign in again.
    package enum Reauthentication: Hashable, Sendable {
        case platformAsksAgain(personName: String)
    }

    /// - Parameters:
    ///   - action: the path that the form posts to.
    ///   - vneidPath: where the way with VNeID begins; `nil` when there is none.
    ///   - vneidAppPath: where the way with VNeID's app on this phone begins; `nil` elsewhere, and where there is none.
    ///   - upstreams: the ways with other parties.
    ///   - offersDirectory: whether staff sign in with the password of their directory too.
    ///   - username: what the field is filled with.
    package init(
        platformName: String, action: String, formToken: String, vneidPath: String?,
        vneidAppPath: String? = nil, upstreams: [Way] = [], offersDirectory: Bool = false,
        username: String = "", problem: Problem? = nil, reauthentication: Reauthentication? = nil
    ) {
        self.platformName = platformName
        self.action = action
        self.formToken = formToken
        self.vneidPath = vneidPath
        self.vneidAppPath = vneidAppPath
        self.upstreams = upstreams
        self.offersDirectory = offersDirectory
        self.username = username
        self.problem = problem
        self.reauthentication = reauthentication
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.signIn
        package let title: String
        let asks, platformName: String
        let problemMark, problem, wrongFieldsProblem, again: String?
        let vneidPath, vneidAppPath: Address?
        /// The heading of the other parties' buttons.
        let elsewhere: String?
        let ways: [Button]
        let forCitizens, vneidRank, withVNeID, withVNeIDApp, vneidHint, or, withAccount, accountHint: String
        let directoryHint: String?
        let action: Address
        let formToken, username: String
        let usernameLabel, passwordLabel, submitRank, submit, forgotten, forgottenHelp: String
        let forgottenThere: String?
    }

    /// The button of another party.
    struct Button: ListItem {
        let path: Address
        let id, label: String
    }

    package func content(in language: Language) -> Content {
        let texts = SignInTexts.self
        return Content(
            title: texts.title(language), asks: texts.asks(language), platformName: platformName,
            problemMark: problem.map { _ in texts.problemMark(language) },
            problem: problem.map { texts.problem($0, offersDirectory: offersDirectory)(language) },
            wrongFieldsProblem: problem.flatMap { $0.isAboutFields ? "problem" : nil },
            again: reauthentication.map { texts.again($0)(language) }, vneidPath: vneidPath.map(Address.init),
            vneidAppPath: vneidAppPath.map(Address.init),
            elsewhere: upstreams.isEmpty ? nil : texts.elsewhere(language),
            ways: upstreams.map { way in
                Button(path: Address(way.path), id: way.id, label: UpstreamTexts.with(way.name)(language))
            },
            forCitizens: texts.forCitizens(language), vneidRank: vneidAppPath == nil ? "primary" : "secondary",
            withVNeID: texts.withVNeID(language), withVNeIDApp: texts.withVNeIDApp(language),
            vneidHint: texts.vneidHint(language), or: texts.or(language), withAccount: texts.withAccount(language),
            accountHint: texts.accountHint(language),
            directoryHint: offersDirectory ? DirectorySignInTexts.hint(language) : nil,
            action: Address(action), formToken: formToken,
            username: username, usernameLabel: texts.username(language), passwordLabel: texts.password(language),
            submitRank: vneidPath == nil ? "primary" : "secondary", submit: texts.submit(language),
            forgotten: texts.forgotten(language), forgottenHelp: texts.forgottenHelp(language),
            forgottenThere: offersDirectory ? DirectorySignInTexts.forgotten(language) : nil)
    }
}
