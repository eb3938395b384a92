import Identity
import Pages
import Testing

/// A page in one of its states, made of texts that a test chooses.
struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The texts that come from outside of Pages, by name.
    let texts: [String]
    /// The ids that Server's tests and people's bookmarklets rely on.
    let ids: Set<String>
    private static let renderer = Result { try PageRenderer() }
    private let make: @Sendable ([String: String]) -> any Page

    init(
        _ name: String, texts: [String], ids: Set<String>, _ make: @escaping @Sendable ([String: String]) -> any Page
    ) {
        testDescription = name
        self.texts = texts
        self.ids = ids
        self.make = make
    }

    /// The page with every text harmless, but for one.
    func page(with text: String? = nil, as name: String? = nil) -> any Page {
        var values = Dictionary(uniqueKeysWithValues: texts.map { ($0, Self.harmless($0)) })
        if let name, let text { values[name] = text }
        return make(values)
    }

    func document(in language: Language, with text: String? = nil, as name: String? = nil) throws -> HTMLDocument {
        try HTMLDocument(html(in: language, with: text, as: name))
    }

    func html(in language: Language, with text: String? = nil, as name: String? = nil) throws -> String {
        let frame = Frame(language: language, otherLanguagePath: "/page?lang=other")
        return try Self.renderer.get().render(page(with: text, as: name), in: frame)
    }

    static func harmless(_ name: String) -> String { isAddress(name) ? "/path/\(name)" : "text of \(name)" }

    static func isAddress(_ name: String) -> Bool {
        name == "action" || name.hasSuffix("Path") || name.hasSuffix("URL") || name == "target"
    }
}

extension Sample {
    static let problems: [SignInPage.Problem] =
        [
            .wrongUsernameOrPassword, .missingFields, .formTooOld, .tooManyAttemptsAtOnce, .accountDisabled,
            .locked(minutes: 1), .locked(minutes: 15), .vneidRefused, .vneidFailed, .vneidUnavailable, .levelTooLow,
            .vneidNotFresh, .directoryUnavailable, .directoryPasswordExpired, .directoryPasswordToChange,
            .directoryNotNow,
            .lockedInDirectory, .disabledInDirectory,
        ] + SignInPage.Elsewhere.allCases.map { .elsewhere($0, Bilingual("Sở Giáo dục", "Education")) }

    private static let signInTexts = ["platformName", "action", "formToken", "username"]

    static let signIn = Sample(
        "sign in", texts: signInTexts + ["vneidPath", "personName"],
        ids: ["continue-with-vneid", "username", "password", "submit", "problem"]
    ) {
        SignInPage(
            platformName: $0["platformName"] ?? "", action: $0["action"] ?? "", formToken: $0["formToken"] ?? "",
            vneidPath: $0["vneidPath"], username: $0["username"] ?? "", problem: .wrongUsernameOrPassword,
            reauthentication: .platformAsksAgain(personName: $0["personName"] ?? ""))
    }

    static let signInOnAPhone = Sample(
        "sign in on a phone", texts: signInTexts + ["vneidPath", "vneidAppPath"],
        ids: ["continue-with-vneid-app", "continue-with-vneid", "username", "password", "submit"]
    ) {
        SignInPage(
            platformName: $0["platformName"] ?? "", action: $0["action"] ?? "", formToken: $0["formToken"] ?? "",
            vneidPath: $0["vneidPath"], vneidAppPath: $0["vneidAppPath"], username: $0["username"] ?? "")
    }

    static let signInElsewhere = Sample(
        "sign in elsewhere", texts: signInTexts + ["partyName", "partyPath"],
        ids: ["continue-with-giao-duc", "username", "password", "submit", "problem"]
    ) {
        let name = Bilingual($0["partyName"] ?? "", $0["partyName"] ?? "")
        return SignInPage(
            platformName: $0["platformName"] ?? "", action: $0["action"] ?? "", formToken: $0["formToken"] ?? "",
            vneidPath: nil, upstreams: [.init(id: "giao-duc", name: name, path: $0["partyPath"] ?? "")],
            username: $0["username"] ?? "", problem: .elsewhere(.unavailable, name))
    }

    static let formPost = Sample(
        "form post", texts: ["action", "platformName", "name", "value"], ids: ["submit"]
    ) {
        FormPostPage(
            action: $0["action"] ?? "", fields: [($0["name"] ?? "", $0["value"] ?? ""), ("state", "s")],
            platformName: $0["platformName"] ?? "")
    }

    static let errors: [Sample] = [
        Sample("error", texts: ["code", "reason", "reference"], ids: ["error-code", "error-reason", "reference"]) {
            ErrorPage(
                kind: .request(.init(code: $0["code"] ?? "", reason: $0["reason"] ?? "")),
                reference: $0["reference"] ?? "")
        },
        Sample("not found", texts: ["reference"], ids: ["reference", "home"]) {
            ErrorPage(kind: .notFound, reference: $0["reference"] ?? "")
        },
        Sample("internal error", texts: ["reference"], ids: ["reference"]) {
            ErrorPage(kind: .internal, reference: $0["reference"] ?? "")
        },
        Sample("busy", texts: ["reference"], ids: ["reference"]) {
            ErrorPage(kind: .busy, reference: $0["reference"] ?? "")
        },
    ]

    static let advised = Sample(
        "error with advice", texts: ["code", "reason", "advice", "reference"],
        ids: ["error-code", "error-reason", "advice", "english-advice", "reference"]
    ) {
        let advice = $0["advice"] ?? ""
        return ErrorPage(
            kind: .request(
                .init(
                    code: $0["code"] ?? "", reason: $0["reason"] ?? "",
                    advice: .init(Bilingual("Sai.", "Wrong."), Bilingual(advice, advice)))),
            reference: $0["reference"] ?? "")
    }

    static let mistake = Sample(
        "mistake", texts: ["name", "problem", "remedy"], ids: ["problem", "remedy", "mistake"]
    ) {
        let (problem, remedy) = ($0["problem"] ?? "", $0["remedy"] ?? "")
        return MistakePage(
            name: $0["name"] ?? "", problem: Bilingual(problem, problem), remedy: Bilingual(remedy, remedy))
    }

    /// Every page, in every state that its template distinguishes.
    static let all: [Sample] =
        [
            signIn, signInElsewhere,
            Sample("sign in without VNeID", texts: signInTexts, ids: ["username", "password", "submit"]) {
                SignInPage(
                    platformName: $0["platformName"] ?? "", action: $0["action"] ?? "",
                    formToken: $0["formToken"] ?? "",
                    vneidPath: nil, username: $0["username"] ?? "")
            },
            Sample(
                "already signed in", texts: ["personName", "platformName", "action", "formToken"],
                ids: ["continue", "use-another-account"]
            ) {
                AlreadySignedInPage(
                    personName: $0["personName"] ?? "", platformName: $0["platformName"] ?? "",
                    action: $0["action"] ?? "", formToken: $0["formToken"] ?? "")
            },
            Sample(
                "consent",
                texts: ["platformName", "personName", "scope", "action", "formToken", "policyURL", "termsURL"],
                ids: ["allow", "deny", "policy", "terms"]
            ) {
                ConsentPage(
                    platformName: $0["platformName"] ?? "", personName: $0["personName"] ?? "",
                    scopes: [
                        "openid", "profile", "email", "phone", "address", "citizen_id", "org", "permissions",
                        $0["scope"] ?? "",
                    ],
                    action: $0["action"] ?? "", formToken: $0["formToken"] ?? "", policyURL: $0["policyURL"],
                    termsURL: $0["termsURL"])
            },
            Sample(
                "choose post",
                texts: ["platformName", "personName", "value", "position", "unitName", "action", "formToken"],
                ids: ["posts"]
            ) {
                ChoosePostPage(
                    platformName: $0["platformName"] ?? "", personName: $0["personName"] ?? "",
                    posts: [
                        ChoosePostPage.Post(
                            value: $0["value"] ?? "", position: Bilingual($0["position"] ?? "", $0["position"] ?? ""),
                            unitName: $0["unitName"] ?? ""),
                        ChoosePostPage.Post(
                            value: "giam-doc@H57.05", position: Bilingual("Giám đốc", "Director"),
                            unitName: "Sở Khoa học và Công nghệ"),
                    ],
                    action: $0["action"] ?? "", formToken: $0["formToken"] ?? "")
            },
            Sample("expired", texts: ["platformName", "continuePath"], ids: ["continue"]) {
                ExpiredPage(platformName: $0["platformName"], continuePath: $0["continuePath"])
            },
            Sample("expired elsewhere", texts: [], ids: ["home"]) { _ in
                ExpiredPage(platformName: nil, continuePath: nil)
            },
            Sample("finished", texts: ["personName", "platformName", "platformURL"], ids: ["continue"]) {
                FinishedPage(
                    personName: $0["personName"] ?? "", platformName: $0["platformName"] ?? "",
                    platformURL: $0["platformURL"] ?? "")
            },
            Sample(
                "confirm logout", texts: ["personName", "platformName", "action", "formToken", "stayPath"],
                ids: ["confirm-logout", "stay"]
            ) {
                ConfirmLogoutPage(
                    personName: $0["personName"] ?? "", platformName: $0["platformName"], action: $0["action"] ?? "",
                    formToken: $0["formToken"] ?? "", stayPath: $0["stayPath"] ?? "")
            },
            Sample("signed out", texts: ["returnURL", "platformName", "name"], ids: ["continue", "platforms"]) {
                SignedOutPage(
                    returnURL: $0["returnURL"], platformName: $0["platformName"],
                    platforms: [SignedOutPage.Platform(name: $0["name"] ?? "", state: .signedOut)]
                        + SignedOutPage.State.allCases.map {
                            SignedOutPage.Platform(name: "Nền tảng báo cáo số", state: $0)
                        }, frames: ["https://bi.hue.gov.vn/out?iss=a&sid=b"])
            },
            Sample("signed out for nobody", texts: [], ids: ["home"]) { _ in
                SignedOutPage(
                    returnURL: nil, platformName: nil,
                    platforms: [SignedOutPage.Platform(name: "Nền tảng báo cáo số", state: .unreached)],
                    frames: ["https://bi.hue.gov.vn/out"])
            },
            Sample("continue", texts: ["target", "platformName"], ids: ["continue"]) {
                ContinuePage(target: $0["target"] ?? "", platformName: $0["platformName"] ?? "")
            },
            formPost,
            Sample(
                "home", texts: ["personName", "logoutPath", "recoveryCodesPath", "requestsPath", "consentsPath"],
                ids: ["logout", "recovery-codes", "requests", "consents"]
            ) {
                HomePage(
                    personName: $0["personName"], logoutPath: $0["logoutPath"] ?? "",
                    recoveryCodesPath: $0["recoveryCodesPath"], requestsPath: $0["requestsPath"],
                    consentsPath: $0["consentsPath"])
            },
            Sample("home of nobody", texts: [], ids: []) { _ in HomePage(personName: nil, logoutPath: "/") },
        ] + [signInOnAPhone, advised, mistake] + errors + factors + devices + requests + consents
}
