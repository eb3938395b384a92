import Directory
import Identity
import Keys
import Operations
import Permissions

// What an operator can do at the command line about an error of the domain, which knows of no command line. A hint is
// read behind the error's own text.

extension Bilingual {
    /// With a hint behind it, where there is one.
    func followed(by hint: Bilingual?) -> Bilingual {
        guard let hint else { return self }
        return Bilingual("\(vietnamese); \(hint.vietnamese)", "\(english); \(hint.english)")
    }
}

extension UnitPlanError {
    var textWithHint: Bilingual { text.followed(by: hint) }

    private var hint: Bilingual? {
        switch self {
        case .noTree: nil
        case .givenAgain:
            Bilingual("hoặc dùng --reopen nếu vẫn là đơn vị cũ", "or say --reopen if it is the same unit")
        }
    }
}

extension PermissionsUnavailable {
    var textWithHint: Bilingual { text.followed(by: hint) }

    private var hint: Bilingual? {
        switch self {
        case .noPolicy: Bilingual("xem hue-sso policy apply", "see hue-sso policy apply")
        case .noUnits: Bilingual("xem hue-sso unit import", "see hue-sso unit import")
        case .noTree: nil
        case .policyUnreadable: Bilingual("hãy áp dụng lại", "apply it anew")
        }
    }
}

extension KeyVaultError {
    var textWithHint: Bilingual { text.followed(by: hint) }

    private var hint: Bilingual? {
        switch self {
        case .noKeys, .pairwiseSecretMissing, .signingKeysMissing:
            Bilingual(
                "hãy lấy lại từ bản sao lưu; xem hue-sso restore", "bring it back from a backup; see hue-sso restore")
        case .badMasterKey, .masterKeyUnreadable, .wrongMasterKey, .unreadable, .unusableDirectory, .generationFailed:
            nil
        }
    }
}

extension GrantProblem.Fault {
    var textWithHint: Bilingual { text.followed(by: hint) }

    private var hint: Bilingual? {
        switch self {
        case .unknownRole: .roleList
        case .unknownKind, .noOwnUnit, .standsInForNothing, .notAStandIn: nil
        }
    }
}

extension DelegationRefusal {
    func textWithHint(_ names: PermissionNames) -> Bilingual { text(names).followed(by: hint) }

    private var hint: Bilingual? {
        switch self {
        case .unknownRole: .roleList
        case .unknownUnit: Bilingual("xem unit tree", "see unit tree")
        case .outlasts: Bilingual("đặt --until sớm hơn", "choose an earlier --until")
        case .isAStandIn: Bilingual("dùng lệnh delegate", "use delegate")
        case .notInTheNameOfTheGiver, .unknownKind, .hasNoOwnUnit, .toItself, .subjectTooWide, .startsInThePast,
            .roleMakesNoSenseThere, .administersNothing, .roleNotAdministered, .notDelegableThere, .reachesBeyond,
            .denied, .excluded, .mayNotDeny, .toThePrincipal, .wouldMeetExcluded, .isNoStandIn, .gaveItThemselves,
            .notHeld, .noStandIn:
            nil
        }
    }
}

extension Bilingual {
    fileprivate static let roleList = Bilingual("xem role list", "see role list")
}
