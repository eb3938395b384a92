import Accounts
import Identity
import TestSupport
import Testing

@Suite struct FactorsTests {
    struct Row: Sendable {
        let factors: Factors
        let level: AuthenticationLevel
        let methods: [AuthenticationMethod]
        /// What is missing without and with a second factor of the account's.
        let without, with: SignInStep?
    }

    static let table = [
        Row(factors: .password, level: .one, methods: [.password], without: .enrolSecondFactor, with: .secondFactor),
        Row(
            factors: .password.adding(.oneTimePassword), level: .two,
            methods: [.password, .oneTimePassword, .multipleFactors], without: .enrolSecondFactor, with: nil),
        Row(
            factors: .password.adding(.recoveryCode), level: .two,
            methods: [.password, .oneTimePassword, .multipleFactors], without: .enrolSecondFactor, with: nil),
        Row(factors: .activationCode, level: .one, methods: [], without: .choosePassword, with: .secondFactor),
        Row(
            factors: .activationCode.adding(.password), level: .one, methods: [.password],
            without: .enrolSecondFactor, with: .secondFactor),
        Row(
            factors: .activationCode.adding(.oneTimePassword), level: .one, methods: [.oneTimePassword],
            without: .choosePassword, with: .choosePassword),
        Row(
            factors: .activationCode.adding(.password).adding(.oneTimePassword), level: .two,
            methods: [.password, .oneTimePassword, .multipleFactors], without: .enrolSecondFactor, with: nil),
        Row(factors: .vneid(.one), level: .one, methods: [.vneid], without: nil, with: nil),
        Row(factors: .vneid(.two), level: .two, methods: [.vneid, .multipleFactors], without: nil, with: nil),
        Row(factors: .vneid(.four), level: .four, methods: [.vneid, .multipleFactors], without: nil, with: nil),
        Row(factors: .federated(.one), level: .one, methods: [.federated], without: nil, with: nil),
        Row(
            factors: .vneid(.two).adding(.federated(.one)), level: .two,
            methods: [.vneid, .federated, .multipleFactors],
            without: nil, with: nil),
        Row(
            factors: .password.adding(.oneTimePassword).adding(.vneid(.one)), level: .two,
            methods: [.password, .oneTimePassword, .vneid, .multipleFactors], without: nil, with: nil),
        Row(
            factors: .vneid(.one).adding(.vneid(.three)), level: .three, methods: [.vneid, .multipleFactors],
            without: nil, with: nil),
    ]

    @Test(arguments: table)
    func `what is proven says its strength, its name and what is missing`(row: Row) {
        #expect(row.factors.level == row.level)
        #expect(row.factors.methods == row.methods)
        #expect(row.factors.missing(hasSecondFactor: false) == row.without)
        #expect(row.factors.missing(hasSecondFactor: true) == row.with)
        #expect(
            row.factors.authentication(at: .noon)
                == Authentication(moment: .noon, level: row.level, methods: row.methods))
    }

    /// Every set of factors that a sign-in can come to.
    private static let all: [Factors] = {
        let rest: [Factor] =
            [.password, .activationCode, .oneTimePassword, .recoveryCode]
            + AuthenticationLevel.allCases.map(Factor.vneid)
        return [.password, .activationCode, .vneid(.one), .vneid(.three)].flatMap { first in
            (0..<1 << rest.count).map { bits in
                rest.enumerated().reduce(first) { bits >> $1.offset & 1 == 1 ? $0.adding($1.element) : $0 }
            }
        }
    }()

    @Test func `nobody is in with less than two factors of ours, or VNeID`() {
        for factors in Self.all {
            let isVouchedFor = factors.methods.contains(.vneid)
            #expect(isVouchedFor || factors.missing(hasSecondFactor: false) != nil)
            if factors.missing(hasSecondFactor: true) == nil {
                #expect(isVouchedFor || factors.level >= .two)
            }
            #expect(factors.methods.contains(.multipleFactors) == (factors.level >= .two))
        }
    }

    @Test func `a further factor never weakens what was proven`() {
        for factors in Self.all {
            for factor in [Factor.password, .activationCode, .oneTimePassword, .recoveryCode, .vneid(.one)] {
                let more = factors.adding(factor)
                #expect(more.level >= factors.level && Set(more.methods).isSuperset(of: factors.methods))
            }
        }
    }

    @Test func `what is kept reads back`() {
        for factors in Self.all { #expect(Factors(text: factors.text) == factors) }
        #expect(Factors.password.adding(.oneTimePassword).text == "one-time-password password")
        #expect(Factors.vneid(.two).text == "vneid-2")
    }

    @Test(arguments: [
        "", " ", "password ", " password", "password  vneid-1", "password password", "password one-time-password",
        "one-time-password", "one-time-password recovery-code", "Password", "vneid", "vneid-0", "vneid-5", "vneid-02",
        "pwd", "password,vneid-1", "password\0",
    ])
    func `what was not written by us is no proof`(text: String) {
        #expect(Factors(text: text) == nil)
    }
}
