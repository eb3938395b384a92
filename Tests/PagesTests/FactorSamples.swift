import Identity
import Pages

extension Sample {
    static let secondFactorProblems: [SecondFactorPage.Problem] = [
        .wrongCode, .usedCode, .locked(minutes: 1), .locked(minutes: 15), .locked(minutes: 1440), .formTooOld,
    ]
    static let enrolmentProblems: [EnrolSecondFactorPage.Problem] = [.wrongCode, .locked(minutes: 15), .formTooOld]
    static let passwordProblems: [ChoosePasswordPage.Problem] = [
        .notTheSame, .refused(Bilingual("cần ít nhất 14 ký tự", "needs at least 14 characters")),
        .refused(Bilingual("không được chứa tên đăng nhập", "must not contain the user name")), .formTooOld,
        .tooManyAttemptsAtOnce,
    ]
    static let deviceProblems: [DeviceCodePage.Problem] = [
        .unknownOrExpired, .tooManyAttempts(minutes: 1), .tooManyAttempts(minutes: 15), .formTooOld,
    ]

    /// Texts of tests are neither empty nor long.
    static func qrCode(_ text: String) -> QRCode {
        do { return try QRCode(text) } catch { fatalError("\(text): \(error)") }
    }

    private static let forms = ["action", "formToken"]
    private static let secondFactorTexts = forms + ["platformName", "otherWayPath"]

    private static func secondFactor(_ name: String, _ way: SecondFactorPage.Way) -> Sample {
        Sample(name, texts: secondFactorTexts, ids: ["code", "submit", "other-way", "problem"]) {
            SecondFactorPage(
                way: way, platformName: $0["platformName"] ?? "", action: $0["action"] ?? "",
                formToken: $0["formToken"] ?? "", otherWayPath: $0["otherWayPath"] ?? "", problem: .wrongCode)
        }
    }

    /// The pages of passwords and second factors.
    static let factors: [Sample] = [
        secondFactor("second factor", .oneTimePassword), secondFactor("recovery code", .recoveryCode),
        Sample("second factor without a problem", texts: secondFactorTexts, ids: ["code", "submit", "other-way"]) {
            SecondFactorPage(
                way: .oneTimePassword, platformName: $0["platformName"] ?? "", action: $0["action"] ?? "",
                formToken: $0["formToken"] ?? "", otherWayPath: $0["otherWayPath"] ?? "")
        },
        Sample(
            "enrol second factor", texts: forms + ["secret", "setupURL"],
            ids: ["secret", "open-app", "code", "submit", "problem"]
        ) {
            EnrolSecondFactorPage(
                setup: qrCode($0["setupURL"] ?? "?"), secret: $0["secret"] ?? "", action: $0["action"] ?? "",
                formToken: $0["formToken"] ?? "", problem: .wrongCode)
        },
        Sample("recovery codes", texts: forms + ["username", "recoveryCode"], ids: ["codes", "kept", "username"]) {
            RecoveryCodesPage(
                codes: [$0["recoveryCode"] ?? "", "AAAA-BBBB-CCCC-DDDD"], username: $0["username"] ?? "",
                action: $0["action"] ?? "", formToken: $0["formToken"] ?? "")
        },
        Sample(
            "renew recovery codes", texts: forms + ["username"],
            ids: ["username", "left", "code", "submit", "home", "problem"]
        ) {
            RenewRecoveryCodesPage(
                username: $0["username"] ?? "", left: 3, action: $0["action"] ?? "",
                formToken: $0["formToken"] ?? "", problem: .wrongCode)
        },
        Sample(
            "choose password", texts: forms + ["username", "lack"],
            ids: ["username", "password", "password-again", "submit", "problem"]
        ) {
            ChoosePasswordPage(
                username: $0["username"] ?? "", action: $0["action"] ?? "", formToken: $0["formToken"] ?? "",
                problem: .refused(Bilingual($0["lack"] ?? "", $0["lack"] ?? "")))
        },
    ]

    /// The pages of the device flow.
    static let devices: [Sample] = [
        Sample("device code", texts: forms + ["userCode"], ids: ["user-code", "submit", "problem"]) {
            DeviceCodePage(
                userCode: $0["userCode"] ?? "", action: $0["action"] ?? "", formToken: $0["formToken"] ?? "",
                problem: .unknownOrExpired)
        },
        Sample(
            "device confirm", texts: forms + ["platformName", "personName", "userCode", "scope"],
            ids: ["user-code", "warning", "allow", "deny"]
        ) {
            DeviceConfirmPage(
                platformName: $0["platformName"] ?? "", personName: $0["personName"] ?? "",
                userCode: $0["userCode"] ?? "", scopes: ["openid", "profile", $0["scope"] ?? ""],
                action: $0["action"] ?? "", formToken: $0["formToken"] ?? "")
        },
        Sample("device allowed", texts: ["platformName"], ids: ["done"]) {
            DeviceDonePage(outcome: .allowed, platformName: $0["platformName"] ?? "")
        },
        Sample("device denied", texts: ["platformName"], ids: ["done"]) {
            DeviceDonePage(outcome: .denied, platformName: $0["platformName"] ?? "")
        },
    ]

    /// The pages of requests behind the browser's back.
    static let requests: [Sample] = [
        Sample(
            "waiting requests", texts: forms + ["platformName", "personName", "message", "id"],
            ids: ["requests", "reload"]
        ) {
            WaitingRequestsPage(
                personName: $0["personName"] ?? "",
                requests: [
                    .init(
                        id: $0["id"] ?? "", platformName: $0["platformName"] ?? "", message: $0["message"],
                        minutesLeft: 5),
                    .init(id: "2", platformName: "Nền tảng báo cáo số", message: nil, minutesLeft: 1),
                ], action: $0["action"] ?? "", formToken: $0["formToken"] ?? "")
        },
        Sample(
            "request confirm", texts: forms + ["platformName", "personName", "message", "scope"],
            ids: ["binding-message", "warning", "allow", "deny"]
        ) {
            RequestConfirmPage(
                platformName: $0["platformName"] ?? "", personName: $0["personName"] ?? "", message: $0["message"],
                scopes: ["openid", $0["scope"] ?? ""], action: $0["action"] ?? "", formToken: $0["formToken"] ?? "")
        },
        Sample("request allowed", texts: ["platformName", "requestsPath"], ids: ["done", "requests"]) {
            RequestDonePage(
                outcome: .allowed, platformName: $0["platformName"] ?? "", requestsPath: $0["requestsPath"] ?? "")
        },
        Sample("request denied", texts: ["platformName", "requestsPath"], ids: ["done", "requests"]) {
            RequestDonePage(
                outcome: .denied, platformName: $0["platformName"] ?? "", requestsPath: $0["requestsPath"] ?? "")
        },
    ]

    /// The page of what somebody has agreed to.
    static let consents: [Sample] = [
        Sample(
            "consents", texts: forms + ["personName", "platformName", "client", "scope"], ids: ["consents", "home"]
        ) {
            ConsentsPage(
                personName: $0["personName"] ?? "",
                consents: [
                    .init(
                        client: $0["client"] ?? "", platformName: $0["platformName"] ?? "",
                        scopes: ["openid", $0["scope"] ?? ""], since: .init(millisecondsSince1970: 1_772_000_000_000)),
                    .init(
                        client: "bao-cao", platformName: "Nền tảng báo cáo số", scopes: ["openid"],
                        since: .init(millisecondsSince1970: 1_772_100_000_000)),
                ], action: $0["action"] ?? "", formToken: $0["formToken"] ?? "")
        },
        Sample("no consents", texts: ["personName"], ids: ["nothing", "home"]) {
            ConsentsPage(personName: $0["personName"] ?? "", consents: [], action: "/consents", formToken: "t")
        },
    ]
}
