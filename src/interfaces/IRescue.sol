// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IRescue
/// @notice Getting out what came to the diamond by mistake, and never what it holds for somebody. Source: DESIGN
/// section 2.
/// @dev TREASURY asks, everybody sees it for the delay, GUARDIAN may stop it, TREASURY executes within seven days.
/// The amount is judged when it is executed, as the accounts and balances are then: of a vault's token only what is
/// beyond every vault's cash and fees. Refused whatever the amount: the diamond's own shares, claims on and positions in
/// the venues' contracts, and NFTs of a contract that is a vault's token too. Whatever a token does when moved, no
/// other vault's token may become less by it: some tokens have two addresses.
interface IRescue {
    /// @notice What is moved.
    enum Kind {
        NATIVE,
        ERC20,
        ERC721,
        ERC1155
    }

    /// @notice What was asked.
    /// @param token The contract; zero for native coins.
    /// @param id Of an ERC-721 or ERC-1155 token, else zero.
    /// @param amount Raw units, wei, or how many; one for ERC-721.
    /// @param readyAt First second at which it may be executed; zero once it was executed or cancelled.
    /// @param expiresAt Last one.
    struct Request {
        Kind kind;
        address token;
        uint256 id;
        uint256 amount;
        address receiver;
        uint40 readyAt;
        uint40 expiresAt;
    }

    /// @notice A rescue was asked for.
    event RescueRequested(uint256 indexed requestId, address indexed by, Request request);
    /// @notice A rescue was stopped.
    event RescueCancelled(uint256 indexed requestId, address indexed by);
    /// @notice A rescue was executed.
    event RescueExecuted(
        uint256 indexed requestId,
        Kind kind,
        address indexed token,
        uint256 id,
        uint256 amount,
        address indexed receiver
    );
    /// @notice The delay of rescues asked for from now on changed, seconds.
    event RescueDelaySet(uint256 oldDelay, uint256 newDelay);

    /// @notice Nothing would be moved, or to nobody or the diamond, or a member does not belong to the kind.
    error Rescue_InvalidRequest();
    /// @notice The contract is the diamond, a venue, or a vault's token moved as something else than an ERC-20.
    error Rescue_Forbidden(address token);
    /// @notice The request does not exist, or was executed or cancelled.
    error Rescue_Unknown(uint256 requestId);
    /// @notice Wait.
    error Rescue_NotReady(uint256 requestId, uint256 readyAt);
    /// @notice Ask again.
    error Rescue_Expired(uint256 requestId, uint256 expiresAt);
    /// @notice More than what is nobody's.
    error Rescue_ExceedsSurplus(address token, uint256 amount, uint256 surplus);
    /// @notice Moving one token took from a vault's token.
    error Rescue_TouchedAccounted(address token, uint256 expected, uint256 actual);
    /// @notice The delay is outside its bounds, seconds.
    error Rescue_DelayOutOfRange(uint256 delay, uint256 low, uint256 high);

    /// @notice Asks for a rescue. TREASURY. The receiver cannot be changed afterwards.
    /// @dev Errors: `Rescue_InvalidRequest`, `Rescue_Forbidden`, `Access_MissingRole`.
    /// @param id Zero but for ERC-721 and ERC-1155.
    /// @param amount Raw units; one for ERC-721.
    /// @return requestId Ids count from one.
    function requestRescue(Kind kind, address token, uint256 id, uint256 amount, address receiver)
        external
        returns (uint256 requestId);

    /// @notice Executes a rescue after its delay. TREASURY.
    /// @dev Errors: `Rescue_Unknown`, `Rescue_NotReady`, `Rescue_Expired`, `Rescue_Forbidden`, `Rescue_ExceedsSurplus`,
    /// `Rescue_TouchedAccounted`, `Access_MissingRole`, the token's own.
    function executeRescue(uint256 requestId) external;

    /// @notice Stops a rescue. GUARDIAN or TREASURY.
    /// @dev Errors: `Rescue_Unknown`, `Access_MissingRole`.
    function cancelRescue(uint256 requestId) external;

    /// @notice Sets the delay of rescues asked for from now on, one to thirty days. ADMIN.
    /// @dev Errors: `Rescue_DelayOutOfRange`, `Access_MissingRole`.
    function setRescueDelay(uint256 delay) external;

    /// @notice The delay, seconds; two days unless set.
    function rescueDelay() external view returns (uint256);

    /// @notice A request; all zero if it does not exist, was executed or cancelled.
    function rescueRequest(uint256 requestId) external view returns (Request memory);

    /// @notice What of an ERC-20 the diamond holds for somebody: cash and booked fees of every vault, raw units.
    function accounted(address token) external view returns (uint256);

    /// @notice What of an ERC-20 is nobody's now, raw units: the most that could be rescued.
    function rescuable(address token) external view returns (uint256);
}
